using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;

namespace Squaremcp.Telemetry;

/// <summary>What both programs show of themselves: <c>/metrics</c> always, traces and metrics by OTLP where a collector is named, logs for a person or, in a container, as JSON.</summary>
public static class TelemetryServices
{
    private const string Formatter = "Logging:Console:FormatterName";

    /// <param name="service">The program's name, as the collector tells it from others.</param>
    public static void AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        builder.Services.AddMetrics().AddSingleton<Metrics>();

        // Before the framework's own of the same name: the first is the one that is taken.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<ConsoleFormatter>(new JsonLog(TimeProvider.System)));
        builder.Services.AddSingleton<DistributedContextPropagator>(new TraceParentOnly());
        if (builder.Configuration[Formatter] is null && IsContainer(builder.Configuration))
        {
            builder.Configuration[Formatter] = ConsoleFormatterNames.Json;
        }

        if (OtlpSettings.Read(builder.Configuration, service) is { } collector)
        {
            builder.Services.AddSingleton(collector).AddHostedService<Otlp>().AddSingleton<IStartupFilter, RequestSpans>();
        }
        else if (string.Equals(builder.Configuration[Formatter], ConsoleFormatterNames.Json, StringComparison.OrdinalIgnoreCase))
        {
            builder.Services.AddHostedService<TraceIds>();
        }
    }

    /// <summary>Set by the .NET images.</summary>
    private static bool IsContainer(IConfiguration configuration) => configuration.GetValue("DOTNET_RUNNING_IN_CONTAINER", defaultValue: false);
}
