using System.Threading.Channels;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Work whose length would tell what a page must not, such as whether an address has an account: done after the answer, one at a time, in order.</summary>
internal sealed partial class Errands(ILogger<Errands> logger) : BackgroundService
{
    private const int Most = 1_000;

    private readonly Channel<Func<CancellationToken, Task>> waiting = Channel.CreateBounded<Func<CancellationToken, Task>>(new BoundedChannelOptions(Most) { SingleReader = true });

    internal void Run(Func<CancellationToken, Task> errand)
    {
        if (!waiting.Writer.TryWrite(errand))
        {
            TooMany();
        }
    }

    /// <summary>When all that was asked for before is done.</summary>
    internal async Task IdleAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await waiting.Writer.WriteAsync(
            _ =>
            {
                done.SetResult();
                return Task.CompletedTask;
            },
            cancellationToken);
        await done.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var errand in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await errand(stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException) // the next one may fare better, and nobody waits for this one
            {
                Broke(broken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Mails are asked for faster than they can be written; one was left out.")]
    private partial void TooMany();

    [LoggerMessage(Level = LogLevel.Error, Message = "A mail that was asked for could not be written.")]
    private partial void Broke(Exception exception);
}
