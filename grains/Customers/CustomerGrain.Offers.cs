using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Grains.Connections;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>Links by which a person connects an account (decision 0011).</summary>
public sealed partial class CustomerGrain
{
    /// <summary>Links of one customer at a time; each rests in the database for an hour.</summary>
    private const int MostOffers = 30;

    private readonly Queue<DateTimeOffset> offers = [];

    public async Task<ConnectLink> OfferConnection(string platform, string account, Caller by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (OfferRefusal(platform, account, by, now) is { } refusal)
        {
            return new() { Failure = refusal };
        }

        offers.Enqueue(now);
        var flow = FlowSecret.NewFlow(now);
        var (ticket, ends) = (FlowSecret.New(flow), now + ConnectFlow.Life);
        await AuditAsync("connection.offer", $"{platform}/{account}", "ok", by);
        await GrainFactory.GetGrain<IConnectFlowGrain>(flow).Offer(
            new() { CustomerId = Id, Platform = platform, Account = account, By = by, Person = by.Account, TicketHash = FlowSecret.Hash(ticket), ExpiresAt = ends, IsSandbox = IsSandbox }, cancellationToken);
        return new() { Ticket = ticket, ExpiresAt = ends };
    }

    private bool IsSandbox => State.Profile!.Plan == Plan.Sandbox;

    private ToolFailure? OfferRefusal(string platform, string account, Caller by, DateTimeOffset now)
    {
        if (State.Profile is null)
        {
            return new() { Kind = FailureKind.NotFound, Message = "There is no such customer." };
        }

        if (connectors.OfPlatform(platform) is not { } found)
        {
            return new() { Kind = FailureKind.NotFound, Message = $"There is no such platform. There is {string.Join(", ", connectors.All.Select(one => one.Platform.Name))}.", Argument = "platform" };
        }

        if (found is not IOAuthConnector connector)
        {
            return new() { Kind = FailureKind.InvalidArgument, Message = $"{found.Platform.Title} is not connected by signing in there but by settings: PUT /api/v1/connections/{platform}/{account} with a body like {found.Platform.SettingsExample}.", Argument = "platform" };
        }

        while (offers.TryPeek(out var oldest) && oldest + ConnectFlow.Life <= now)
        {
            offers.Dequeue();
        }

        return (ConnectPlan.WrongName(account) ?? State.Profile.Suspension?.Refusal(), Admission.MayConnect(State, by, now), setup.App(platform, IsSandbox), offers.Count) switch
        {
            ({ } wrong, _, _, _) => wrong,
            (_, { } refusal, _, _) => refusal,
            (_, _, null, _) => new() { Kind = FailureKind.Refused, Reason = "not_configured", Message = Registering.Instructions(connector, toolLimits.PublicOrigin()) },
            (_, _, _, >= MostOffers) => new() { Kind = FailureKind.RateLimited, Reason = "links", RetryAfter = (int)Math.Ceiling((offers.Peek() + ConnectFlow.Life - now).TotalSeconds), Message = $"{MostOffers} links were made in the last {ConnectFlow.Life.TotalMinutes} minutes, and none works longer than that. Use one of them, or wait." },
            _ => null,
        };
    }

    private async Task<ToolFailure?> OtherAccountAsync(ConnectRequest request, ConnectPlan plan) => State.Connection(request.Platform, request.Account) is { IsHidden: false }
        ? ConnectPlan.OtherAccount(await Credential(request.Platform, request.Account).Settings(CancellationToken.None), plan.Settings!, request.Account)
        : null;
}
