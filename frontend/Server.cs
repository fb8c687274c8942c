using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Settings;

namespace Squaremcp.Frontend;

/// <summary>The gateway as a process: it starts, says where it is, and serves until it is told to stop.</summary>
internal static class Server
{
    internal static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await StartAsync(app);
            FirstMinute.Print(app);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception refused) when (refused is SettingsException or CannotStartException or IOException)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
    }

    /// <param name="listen">Overrides every other setting of where to listen.</param>
    internal static WebApplication Build(string[] args, string? listen = null, Action<WebApplicationBuilder>? configure = null)
    {
        var arguments = Arguments.InFull(args);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        YamlSettings.AddTo(builder.Configuration, Arguments.Config(arguments));
        var (settings, mistakes) = SettingsCheck.Read(builder.Configuration);
        if (mistakes.Count > 0)
        {
            throw new SettingsException(mistakes);
        }

        Composition.AddGateway(builder, settings, listen);
        configure?.Invoke(builder);
        var app = builder.Build();
        Composition.MapGateway(app);
        return app;
    }

    internal static async Task StartAsync(WebApplication app)
    {
        await Composition.PrepareAsync(app);
        await app.StartAsync();
        app.Services.GetRequiredService<RunFile>().Write();
    }
}
