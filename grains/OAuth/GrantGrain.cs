using Microsoft.Extensions.Logging;
using Squaremcp.Customers;
using Squaremcp.OAuth;

namespace Squaremcp.Grains.OAuth;

[GrainType("square-grant")]
public sealed partial class GrantGrain([PersistentState("grant")] IPersistentState<GrantState> stored, TimeProvider clock, ILogger<GrantGrain> logger)
    : StatefulGrain<GrantState>(stored), IGrantGrain
{
    private string Id => this.GetPrimaryKeyString();

    public async Task<bool> Approve(NewGrant grant, CancellationToken cancellationToken)
    {
        var approved = false;
        await ChangeAsync(current => (approved = current.Grant is null) ? current with { Grant = grant } : current);
        return approved;
    }

    public async Task<TokenOutcome> Redeem(CodeRedemption redemption, NewTokens tokens, CancellationToken cancellationToken)
    {
        var outcome = await DecideAsync((state, now) => state.Redeem(redemption, tokens, now), "code_reused");
        if (outcome.Verdict == TokenVerdict.Issued)
        {
            await Customer.GrantRedeemed(Id, cancellationToken);
        }

        return outcome with { CustomerId = State.Grant is { } grant && grant.CodeHash == redemption.CodeHash ? grant.CustomerId : null };
    }

    public async Task<TokenOutcome> Refresh(RefreshRequest request, NewTokens tokens, CancellationToken cancellationToken)
    {
        var proven = State.Refresh?.Hash == request.Hash || State.Rotated?.Hash == request.Hash || State.Former.Contains(request.Hash);
        var outcome = await DecideAsync((state, now) => state.Renew(request, tokens, now), "refresh_token_reused");
        if (outcome.Verdict == TokenVerdict.Again)
        {
            RefreshedAgain(Id, request.ClientId);
        }

        return outcome with { CustomerId = proven ? State.Grant?.CustomerId : null };
    }

    public Task<AccessToken?> Check(string hash, CancellationToken cancellationToken) => Task.FromResult(
        State is { Grant: { } grant, RevokedAt: null } && State.Access.FirstOrDefault(one => one.Hash == hash) is { } token
            ? new AccessToken
            {
                GrantId = Id,
                CustomerId = grant.CustomerId,
                Account = grant.Account,
                ClientId = grant.ClientId,
                Scopes = token.Scopes,
                Resource = grant.Resource,
                ExpiresAt = token.ExpiresAt,
                IssuedAt = token.IssuedAt,
            }
            : null);

    public async Task RevokeToken(string hash, string clientId, CancellationToken cancellationToken)
    {
        var alive = State is { Grant: not null, RevokedAt: null };
        var after = await ChangeAsync(current => current.Without(hash, clientId, clock.GetUtcNow()));
        if (alive && after.RevokedAt is not null)
        {
            await Customer.GrantEnded(Id, "revoked_by_client", cancellationToken);
        }
    }

    public Task Revoke(DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(current => current.Grant is null ? current : current.Revoked(at));

    public Task Forget(CancellationToken cancellationToken) => ForgetAsync();

    private ICustomerGrain Customer => GrainFactory.GetGrain<ICustomerGrain>(State.Grant!.CustomerId);

    private async Task<TokenOutcome> DecideAsync(Func<GrantState, DateTimeOffset, (GrantState Next, TokenOutcome Outcome)> decide, string reuse)
    {
        TokenOutcome? outcome = null;
        var ended = false;
        await ChangeAsync(current =>
        {
            (var next, outcome) = decide(current, clock.GetUtcNow());
            ended = current.RevokedAt is null && next.RevokedAt is not null;
            return next;
        });
        if (ended)
        {
            await Customer.GrantEnded(Id, reuse, CancellationToken.None);
        }

        return outcome!;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Grant}: client {Client} used the same refresh token again within the grace and was given the same answer.")]
    private partial void RefreshedAgain(string grant, string client);
}
