using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Api;
using Squaremcp.Frontend.Callers;
using Squaremcp.Frontend.Connections;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.Mcp;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Sandbox;
using Squaremcp.Frontend.Tools;
using Squaremcp.OAuth;
using Squaremcp.Settings;
using Squaremcp.Telemetry;

namespace Squaremcp.Frontend;

/// <summary>What the program is made of. Which grain host runs below it is said in Composition.Embedded.cs or Composition.Cluster.cs.</summary>
internal static partial class Composition
{
    private const string DefaultUrl = "http://127.0.0.1:3456";

    internal static void AddGateway(WebApplicationBuilder builder, GatewaySettings settings, string? listen)
    {
        if (listen is not null || builder.Configuration["urls"] is null)
        {
            builder.WebHost.UseUrls(listen ?? DefaultUrl);
        }

        builder.AddTelemetry("squaremcp");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services
            .AddSingleton(settings)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<PublicAddress>()
            .AddSingleton<RunFile>()
            .AddSingleton(services => new CredentialCache<ApiKey>(hash => services.GetRequiredService<IGrainFactory>().GetGrain<IApiKeyGrain>(hash).Find(CancellationToken.None), services.GetRequiredService<TimeProvider>()))
            .AddSingleton(services => new CredentialCache<AccessToken>(token => RequestCallers.AskAsync(services.GetRequiredService<IGrainFactory>(), token), services.GetRequiredService<TimeProvider>()))
            .AddSingleton(services => new CredentialCache<MemberView>(member => RequestCallers.MemberAsync(services.GetRequiredService<IGrainFactory>(), member), services.GetRequiredService<TimeProvider>()))
            .AddSingleton<ICallers, RequestCallers>()
            .AddOAuth()
            .AddAccounts()
            .AddConnect()
            .AddSingleton<ToolList>()
            .AddSingleton<ToolCaller>()
            .AddMcp()
            .AddDoctor()
            .AddOpenApi("v1", OpenApi.Configure);
        AddGrainHost(builder, settings);
    }

    internal static void MapGateway(WebApplication app)
    {
        app.UseMiddleware<OriginGuard>();
        app.UseDoctor();
        app.UseSandbox();
        app.UseApiErrors();
        app.UseRouting();
        app.UseCallers();
        app.MapMcp();
        app.MapOAuth();
        app.MapAccounts();
        app.MapConnect();
        app.MapDoctor();
        app.MapApi();
        app.MapOperation();
        MapGrainHost(app);
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>What is wrong with the settings for this host of grains.</summary>
    internal static partial IEnumerable<string> Mistakes(GatewaySettings settings);

    static partial void AddGrainHost(WebApplicationBuilder builder, GatewaySettings settings);

    /// <summary>Pages that only this host of grains has.</summary>
    static partial void MapGrainHost(WebApplication app);

    /// <summary>What must be done before the first request: migrations.</summary>
    internal static partial Task PrepareAsync(WebApplication app);
}
