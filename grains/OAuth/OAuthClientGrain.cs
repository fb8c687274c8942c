using Squaremcp.OAuth;

namespace Squaremcp.Grains.OAuth;

[GenerateSerializer, Immutable, Alias("square.oauth-client-state.v1")]
public sealed record OAuthClientState
{
    private static readonly TimeSpan Unused = TimeSpan.FromDays(30);

    [Id(0)] public OAuthClient? Client { get; init; }

    /// <summary>Somebody has let the client in at some time: it is never forgotten by itself.</summary>
    [Id(1)] public bool Kept { get; init; }

    public OAuthClient? At(DateTimeOffset now) => Client is not null && (Kept || now < Expiry(Client)) ? Client : null;

    /// <summary>When a client that nobody let in is forgotten.</summary>
    public static DateTimeOffset Expiry(OAuthClient client) => client.RegisteredAt + Unused;
}

[GrainType("square-oauth-client")]
public sealed class OAuthClientGrain([PersistentState("client")] IPersistentState<OAuthClientState> stored, TimeProvider clock)
    : StatefulGrain<OAuthClientState>(stored), IOAuthClientGrain, IRemindable
{
    private const string Expiry = "expiry";

    /// <summary>A tick that is lost is made up for a day later: Orleans leaves out those that fall due while no silo runs.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromDays(1);

    public async Task Put(OAuthClient client, CancellationToken cancellationToken)
    {
        if (!State.Kept)
        {
            // First, so that no client is saved that nobody forgets.
            var left = OAuthClientState.Expiry(client) - clock.GetUtcNow();
            await this.RegisterOrUpdateReminder(Expiry, left > TimeSpan.Zero ? left : TimeSpan.Zero, Again);
        }

        await ChangeAsync(current => current with { Client = client });
    }

    public Task<OAuthClient?> Find(CancellationToken cancellationToken) => Task.FromResult(State.At(clock.GetUtcNow()));

    public async Task Keep(CancellationToken cancellationToken)
    {
        if (State is { Client: not null, Kept: false })
        {
            await ChangeAsync(current => current with { Kept = true });
            await UnregisterAsync();
        }
    }

    public async Task Delete(CancellationToken cancellationToken)
    {
        await ForgetAsync();
        await UnregisterAsync();
    }

    /// <summary>Also the net for a client that was kept or deleted and whose reminder was not removed then.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (State is { Client: { } client, Kept: false })
        {
            if (clock.GetUtcNow() < OAuthClientState.Expiry(client))
            {
                return;
            }

            await ForgetAsync();
        }

        await UnregisterAsync();
    }

    private async Task UnregisterAsync()
    {
        if (await this.GetReminder(Expiry) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }
}
