using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Squaremcp.Telemetry;

/// <summary>Sends traces and metrics to the operator's collector. A collector that is away costs spans, never a call.</summary>
internal sealed class Otlp(OtlpSettings settings) : IHostedService, IDisposable
{
    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(settings.Service, serviceVersion: typeof(Otlp).Assembly.GetName().Version!.ToString(3));
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).SetSampler(Sampler()).AddSource(Sources.Traces)
            .AddOtlpExporter(exporter => To(exporter, "traces")).Build();
        var meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource);
        foreach (var meter in Sources.Meters)
        {
            meters.AddMeter(meter);
        }

        metrics = meters.AddView(instrument => Sources.Counts(instrument.Meter.Name, instrument.Name)
                ? Sources.Labels(instrument.Name) is { } labels ? new MetricStreamConfiguration { TagKeys = labels } : null
                : MetricStreamConfiguration.Drop)
            .AddOtlpExporter(exporter => To(exporter, "metrics")).Build();
        return Task.CompletedTask;
    }

    /// <summary>What is still waiting is sent, as long as the program may take to end.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }

    /// <summary>By the trace's id alone, the same in every process: a client's word that its trace is to be kept would let anybody fill the collector.</summary>
    private ParentBasedSampler Sampler()
    {
        var share = new TraceIdRatioBasedSampler(settings.Share);
        return new(share, remoteParentSampled: share, remoteParentNotSampled: share);
    }

    private void To(OtlpExporterOptions exporter, string signal) => (exporter.Endpoint, exporter.Protocol) = (settings.For(signal), settings.Protocol);
}
