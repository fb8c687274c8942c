using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Settings;
using Squaremcp.Settings;
using Squaremcp.Telemetry;

namespace Squaremcp.Frontend;

/// <summary>The gateway as a process: it starts, says where it is, and serves until it is told to stop.</summary>
internal static class Server
{
    internal static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            try
            {
                await StartAsync(app);
            }
            catch (Exception) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // Told to end while it waited, as for a silo: that is no failure.
                return 0;
            }

            FirstMinute.Print(app);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception refused) when (refused is SettingsException or CannotStartException or TelemetryException or IOException)
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
        var (settings, mistakes) = SettingsCheck.Read(builder.Configuration, GatewayMistakes.Of);
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

    internal static async Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        await Composition.PrepareAsync(app);
        await app.StartAsync(cancellationToken);
        app.Services.GetRequiredService<RunFile>().Write();
    }
}
