using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>How connections are. Every call is evidence and stays in memory; saved and recorded is only that one broke, and that it works again.</summary>
public sealed partial class CustomerGrain
{
    private readonly Dictionary<string, ConnectionHealth> seen = [];

    /// <summary>So that a change is recorded once.</summary>
    private readonly SemaphoreSlim judging = new(1, 1);

    public async Task ConnectionSeen(string connectionId, ConnectionHealth health, CancellationToken cancellationToken)
    {
        if (Visible(connectionId) is { } connection && !(health.Since < connection.ConnectedAt))
        {
            await JudgeAsync(connection, Health(connection).With(health));
        }
    }

    /// <summary>The outcome itself, for it is answered whatever becomes of the evidence.</summary>
    private async ValueTask<ToolOutcome> SeenAsync(ConnectionView called, ToolOutcome outcome)
    {
        if (Visible(called.Id) is { } connection && connection.ConnectedAt == called.ConnectedAt)
        {
            var before = Health(connection);
            var after = before.After(outcome.Failure, clock.GetUtcNow());
            if (!ReferenceEquals(before, after) || (after.Reason is null && connection.Status == ConnectionStatus.Broken && outcome.Failure is null))
            {
                try
                {
                    await JudgeAsync(connection, after);
                }
                catch (Exception exception) // the next call tells it again
                {
                    NotJudged(Id, connection.Platform, connection.Account, exception);
                }
            }
        }

        return outcome;
    }

    private async ValueTask JudgeAsync(ConnectionView connection, ConnectionHealth health)
    {
        seen[connection.Id] = health;
        if (IsBroken(connection) == health.Reason is not null)
        {
            return;
        }

        await judging.WaitAsync();
        try
        {
            if (Visible(connection.Id) is { } now && IsBroken(now) != health.Reason is not null)
            {
                await AuditAsync(health.Reason is null ? "connection.works" : "connection.broken", $"{now.Platform}/{now.Account}", health.Reason is null ? "ok" : Outcomes.Word(FailureKind.NeedsReconnection), TheSystem);
                await ChangeAsync(current => current.Found(connection.Id, health));
            }
        }
        finally
        {
            judging.Release();
        }
    }

    private ConnectionHealth Health(ConnectionView connection) => seen.GetValueOrDefault(connection.Id) ?? connection.Health ?? new();

    private ConnectionView? Visible(string id) => State.Connections.FirstOrDefault(entry => entry.Connection.Id == id && !entry.IsHidden)?.Connection;

    private static bool IsBroken(ConnectionView connection) => connection.Status == ConnectionStatus.Broken;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Customer}: how {Platform}/{Account} is could not be noted; the next call tells it again.")]
    private partial void NotJudged(string customer, string platform, string account, Exception exception);
}
