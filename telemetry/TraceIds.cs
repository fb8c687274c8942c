using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Squaremcp.Telemetry;

/// <summary>Where logs are collected and traces are not: spans that are kept nowhere, so that a call's id reaches the log lines of every process it passes.</summary>
internal sealed class TraceIds : IHostedService, IDisposable
{
    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = source => Sources.Carries(source.Name),
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => listener.Dispose();
}
