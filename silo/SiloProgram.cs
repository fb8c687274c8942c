using Microsoft.Extensions.Logging.Console;
using Squaremcp.Settings;
using Squaremcp.Silo.Operation;
using Squaremcp.Telemetry;

namespace Squaremcp.Silo;

/// <summary>A silo as a process: health from its first second, grains as soon as the database lets it, and an orderly end.</summary>
internal static class SiloProgram
{
    private const string DefaultUrl = "http://0.0.0.0:8080";
    private const string Json = "--json";

    private const string Help = """
        squaremcp-silo                 start a silo (settings: the section Squaremcp, as for the frontend)
        squaremcp-silo migrate         bring the database up to date, and end
        squaremcp-silo import FOLDER   move the installation of that data folder into the database, which must be empty; cut off, it goes on where it was
        squaremcp-silo backup FOLDER   copy the installation as it is now, while it runs, to a new folder, and verify the copy; no key is written
        squaremcp-silo restore FOLDER  bring a backup (of backup, or the unpacked zip of "squaremcp backup") into the database, which must be empty; cut off, it goes on where it was
        squaremcp-silo --help | --version

        --json prints what a command found as one JSON object; how far it is goes to standard error.
        Exit codes: 0 done, 1 failed, 2 not understood.
        """;

    internal static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var json = args is [not ['-', '-', ..], ..] && args.Contains(Json, StringComparer.Ordinal);
            switch (json ? [.. args.Where(arg => arg != Json)] : args)
            {
                case ["--help" or "help", ..]:
                    Console.WriteLine(Help);
                    return 0;
                case ["--version", ..]:
                    Console.WriteLine(typeof(SiloProgram).Assembly.GetName().Version!.ToString(3));
                    return 0;
                case ["migrate", .. var rest]:
                    await MigrateAsync(rest, json);
                    return 0;
                case [var verb, var folder, .. var rest] when MoveVerbs.Needs.ContainsKey(verb) && !folder.StartsWith("--", StringComparison.Ordinal):
                    return await MoveAsync(verb, folder, rest, json);
                case [var verb, ..] when MoveVerbs.Needs.TryGetValue(verb, out var needed):
                    await Console.Error.WriteLineAsync($"{verb} needs {needed}.\n\n{Help}");
                    return 2;
                case [var verb, ..] when !verb.StartsWith("--", StringComparison.Ordinal):
                    await Console.Error.WriteLineAsync($"There is no command \"{verb}\".\n\n{Help}");
                    return 2;
                default:
                    return await ServeAsync(args);
            }
        }
        catch (Exception refused) when (refused is SettingsException or CannotServeException or TelemetryException)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        var (builder, settings) = Builder(args);
        if (builder.Configuration["urls"] is null)
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain.Whole);
        builder.Services
            .AddSingleton(settings)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<Standing>()
            .AddSingleton<Evictions>()
            .AddSingleton<SiloProcess>()
            .AddHostedService(provider => provider.GetRequiredService<SiloProcess>());
        builder.AddTelemetry("squaremcp-silo");
        await using var app = builder.Build();
        app.MapHealth();
        app.MapMetrics(settings.AdminApiKey, settings.MetricsKey);
        var standing = app.Services.GetRequiredService<Standing>();
        await app.RunAsync();
        return standing.ExitCode;
    }

    /// <summary>One attempt, for a person or a job that looks at how it ended.</summary>
    private static async Task MigrateAsync(string[] args, bool json)
    {
        var (builder, settings) = Builder(args);
        KeepLogsAside(builder, json);
        await using var outer = builder.Build();
        using var host = Composition.Build(settings, outer.Services.GetRequiredService<ILoggerFactory>(), onFatal: null);
        try
        {
            await Composition.PrepareAsync(host.Services, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not CannotServeException)
        {
            throw new CannotServeException($"The database was not brought up to date: {StartFailure.Words(failure)}", failure);
        }

        Console.WriteLine(json ? $$"""{ "ok": true, "schema_version": {{SiloStorage.SchemaVersion}} }""" : "The database is up to date.");
    }

    private static async Task<int> MoveAsync(string verb, string folder, string[] args, bool json)
    {
        var (builder, settings) = Builder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        KeepLogsAside(builder, json);
        await using var outer = builder.Build();
        return await MoveVerbs.RunAsync(verb, folder, settings, outer.Services.GetRequiredService<ILoggerFactory>(), json, CancellationToken.None) ? 0 : 1;
    }

    /// <summary>Where JSON is printed, standard output holds nothing else.</summary>
    private static void KeepLogsAside(WebApplicationBuilder builder, bool json)
    {
        if (json)
        {
            builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }
    }

    private static (WebApplicationBuilder Builder, GatewaySettings Settings) Builder(string[] args)
    {
        var arguments = Arguments.InFull(args);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        YamlSettings.AddTo(builder.Configuration, Arguments.Config(arguments));
        var (settings, mistakes) = SettingsCheck.Read(builder.Configuration, SiloMistakes.Of);
        return mistakes.Count == 0 ? (builder, settings) : throw new SettingsException(mistakes);
    }
}
