using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Storage;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Connections;

/// <summary>The link, the page and the button. What the platform answers is taken in the file beside this one.</summary>
[GrainType("square-connect-flow")]
public sealed partial class ConnectFlowGrain(
    [PersistentState("flow")] IPersistentState<ConnectFlow> stored,
    Connectors connectors,
    IPlatformSetup setup,
    IVault vault,
    TransportKeys transport,
    ILedgerWriter ledger,
    TimeProvider clock,
    ILogger<ConnectFlowGrain> logger) : StatefulGrain<ConnectFlow>(stored), IConnectFlowGrain, IRemindable
{
    private const string Expiry = "expiry";

    /// <summary>The key that PKCE verifiers are derived with: whoever reads the database finds none.</summary>
    private static readonly SecretName VerifierKey = new("system", "-", "connect-verifier-key");

    private static readonly TimeSpan Again = TimeSpan.FromDays(1);

    private string Id => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken) => ChangeAsync(current => current.Interrupted());

    public async Task Offer(ConnectOffer offer, CancellationToken cancellationToken)
    {
        // First, so that nothing is saved that nobody forgets.
        await this.RegisterOrUpdateReminder(Expiry, ConnectFlow.Kept, Again);
        await ChangeAsync(current => current.Offer is null ? new() { Offer = offer } : current);
    }

    public Task<ConnectFlowView> Look(ConnectVisit visit, CancellationToken cancellationToken)
    {
        var verdict = State.Of(visit, clock.GetUtcNow());
        return Task.FromResult(new ConnectFlowView { Verdict = verdict, Offer = verdict == ConnectVerdict.Unknown ? null : State.Offer });
    }

    public async Task<ConnectBegun> Begin(ConnectStart start, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (State.Of(start.Visit, now) is not ConnectVerdict.Good and var verdict)
        {
            return new() { Verdict = verdict };
        }

        var offer = State.Offer!;
        if (!await IsAllowedAsync(offer, cancellationToken))
        {
            return new() { Verdict = ConnectVerdict.Withdrawn };
        }

        if (await StoppedAsync(offer, cancellationToken) is { } stopped)
        {
            return new() { Verdict = ConnectVerdict.Good, Failure = stopped };
        }

        if (connectors.OfPlatform(offer.Platform) is not IOAuthConnector connector || setup.App(offer.Platform, offer.IsSandbox) is not { } app)
        {
            return new() { Verdict = ConnectVerdict.Good, Failure = NotSetUp(offer) };
        }

        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(await VerifierAsync(start.StateHash))));
        await AuditAsync(offer, "connection.begin", "ok");
        await ChangeAsync(current => current.Begun(start, now));
        return new() { Verdict = ConnectVerdict.Good, Address = AuthorizeAddress.Of(connector.OAuth, app, start.RedirectUri, challenge) };
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await ForgetAsync();
        if (await this.GetReminder(Expiry) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private async Task<bool> IsAllowedAsync(ConnectOffer offer, CancellationToken cancellationToken) =>
        ConnectFlow.IsAllowed(await GrainFactory.GetGrain<ICustomerGrain>(offer.CustomerId).Describe(cancellationToken), offer.By);

    /// <summary>Whoever made the link, nothing is connected for a customer that is suspended.</summary>
    private async Task<ToolFailure?> StoppedAsync(ConnectOffer offer, CancellationToken cancellationToken) =>
        (await GrainFactory.GetGrain<IStandingGrain>(offer.CustomerId).Suspension(cancellationToken))?.Refusal();

    /// <summary>43 characters (RFC 7636 §4.1), the same whenever they are asked for.</summary>
    private async Task<string> VerifierAsync(string stateHash)
    {
        using var key = await vault.KeyAsync(VerifierKey, CancellationToken.None);
        return Base64Url.EncodeToString(HMACSHA256.HashData(key.Reveal(), Encoding.ASCII.GetBytes($"{Id}/{stateHash}")));
    }

    private Task<AuditEntry> AuditAsync(ConnectOffer offer, string action, string outcome)
    {
        var (now, by) = (clock.GetUtcNow(), By(offer));
        return ledger.AppendAsync(
            new()
            {
                Audit = new()
                {
                    CustomerId = offer.CustomerId,
                    At = now,
                    Actor = by.Actor,
                    Action = action,
                    Target = $"{offer.Platform}/{offer.Account}",
                    Outcome = outcome,
                    CallId = Ids.New("call", now),
                    Via = by.Via,
                    Client = by.Client,
                },
                IsWrite = true,
            },
            CancellationToken.None);
    }

    /// <summary>In whose name the browser acts: the person's it must be, else of who made the link.</summary>
    private static Caller By(ConnectOffer offer) => offer.Person is { } person
        ? new() { CustomerId = offer.CustomerId, Kind = CallerKind.Person, Rights = Rights.Full, Via = "page", Account = person, Client = offer.By.Client }
        : offer.By with { Via = "page" };

    private static ToolFailure NotSetUp(ConnectOffer offer) => new() { Kind = FailureKind.Refused, Reason = "not_configured", Message = $"The operator of this gateway has not set up {offer.Platform}, or has taken it away." };
}
