using System.Globalization;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Connections;

/// <summary>A call's way to a token that works: a newer one first where the old has ended, and once more where the platform refuses it.</summary>
public sealed partial class CredentialGrain
{
    /// <summary>How often a call waits for a renewal that another may have begun for another reason.</summary>
    private const int MostWaits = 2;

    /// <exception cref="OperationCanceledException">There was no token in time.</exception>
    private async ValueTask<(PlatformAccount? Account, long? Version, ToolFailure? Failure)> ReadyAsync(CancellationToken cancellationToken)
    {
        for (var waits = 0; TokenState() is { } use and not TokenUse.Use; waits++)
        {
            switch (use)
            {
                case TokenUse.UseAndRenew:
                    _ = RenewedAsync(RenewalCause.Due);
                    return await AccountAsync();
                case TokenUse.RenewFirst when waits < MostWaits:
                    await RenewedAsync(RenewalCause.Due).WaitAsync(cancellationToken);
                    break;
                case TokenUse.Ended when waits < MostWaits:
                    await BreakAsync(State.Renewal!.Attempt, BrokenReasons.Ended(Title));
                    break;
                case TokenUse.Broken:
                    return (null, null, NeedsReconnection(State.Renewal!.Broken!));
                default:
                    return (null, null, NotRenewedNow());
            }
        }

        return await AccountAsync();
    }

    /// <summary>Runs the call; where the platform refuses the token, which means that nothing was done, once more with a newer one.</summary>
    private async Task<(ToolResult? Result, ToolFailure? Failure)> WithTokenAsync(Func<PlatformAccount, Task<ToolResult>> call, CancellationToken cancellationToken)
    {
        var (account, version, failure) = await ReadyAsync(cancellationToken);
        if (account is null)
        {
            return (null, failure);
        }

        var result = await call(account);
        if (result.Error is not { IsTokenRefused: true } || State.Renewal is null)
        {
            return (result, null);
        }

        if (!await IsReplacedAsync(version, cancellationToken))
        {
            return State.Renewal?.Broken is { } broken ? (null, NeedsReconnection(broken)) : State.Renewal?.Attempt is not null ? (null, NotRenewedNow()) : (result, null);
        }

        (account, _, failure) = await ReadyAsync(cancellationToken);
        return account is null ? (null, failure) : (await call(account), null);
    }

    private async Task<(PlatformAccount? Account, ToolFailure? Failure)> ReadyToCheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (account, _, failure) = await ReadyAsync(cancellationToken);
            return (account, failure);
        }
        catch (OperationCanceledException)
        {
            return (null, NotRenewedNow());
        }
    }

    /// <summary>True once what is noted is another token than this one. One refresh for all whose token was refused at the same time, and none where it has just been replaced.</summary>
    private async Task<bool> IsReplacedAsync(long? version, CancellationToken cancellationToken)
    {
        if (State.Credentials == version)
        {
            await RenewedAsync(RenewalCause.Refused).WaitAsync(cancellationToken);
        }

        return State.Credentials is { } noted && noted != version;
    }

    /// <summary>Null where the credentials are no tokens.</summary>
    private TokenUse? TokenState() => State.Renewal is { } renewal && OAuth is { } connector ? renewal.Use(connector.OAuth.Refresh, flights.Process, clock.GetUtcNow()) : null;

    private string Title => connectors.OfPlatform(Key[1])?.Platform.Title ?? Key[1];

    private ToolFailure NeedsReconnection(string reason) => new()
    {
        Kind = FailureKind.NeedsReconnection,
        Message = $"{reason} Ask the person you work for to connect it again: square_connect_platform with the platform {Key[1]} and the account {Key[2]} tells how and gives the link; so does POST {limits.PublicOrigin()}/api/v1/connections/{Key[1]}/{Key[2]}/authorize.",
    };

    private ToolFailure NotRenewedNow()
    {
        var seconds = Math.Max(1, (int)Math.Ceiling((State.Renewal?.BlockedUntil(flights.Process) - clock.GetUtcNow() ?? TimeSpan.FromSeconds(2)).TotalSeconds));
        var why = State.Renewal?.LastError is { } error ? $" {error}" : "";
        return new()
        {
            Kind = FailureKind.PlatformUnavailable,
            Message = string.Create(CultureInfo.InvariantCulture, $"The access to {Title} has to be renewed, and that does not succeed now.{why} Nothing was sent; the gateway tries by itself."),
            RetryAfter = seconds,
        };
    }
}
