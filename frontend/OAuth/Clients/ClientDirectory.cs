using Squaremcp.OAuth;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.OAuth.Clients;

/// <summary>Finds a client by its id: configured by the operator, known to us, described by a document of its own, or registered here.</summary>
internal sealed class ClientDirectory(GatewaySettings settings, ClientDocuments documents, Ceilings ceilings, IGrainFactory grains, TimeProvider clock)
{
    internal const string RegisteredPrefix = "cli_";

    private const int LongestId = 2_000;

    /// <param name="redirectUri">What the request wants to use, if it says: our own record of a document is asked first.</param>
    /// <returns>Null where there is no such client.</returns>
    internal async Task<OAuthClient?> FindAsync(string id, string? redirectUri, HttpContext context)
    {
        if (settings.OAuth.Clients.FirstOrDefault(client => client.ClientId == id) is { } configured)
        {
            return Of(configured);
        }

        if (id.StartsWith(RegisteredPrefix, StringComparison.Ordinal))
        {
            return id.Length <= 64 ? await grains.GetGrain<IOAuthClientGrain>(id).Find(context.RequestAborted) : null;
        }

        if (id.Length > LongestId || (KnownClients.Find(id) is null && !documents.IsAddress(id)))
        {
            return null;
        }

        return KnownClients.Find(id) is { } known && (redirectUri is null || RedirectUris.Matches(known.RedirectUris, redirectUri)) ? known : await DocumentAsync(id, context);
    }

    /// <summary>From now on the client has a grant, and is kept.</summary>
    internal Task KeepAsync(OAuthClient client, CancellationToken cancellationToken) =>
        client.Id.StartsWith(RegisteredPrefix, StringComparison.Ordinal) ? grains.GetGrain<IOAuthClientGrain>(client.Id).Keep(cancellationToken) : Task.CompletedTask;

    internal bool MayIntrospect(string id) => settings.OAuth.Clients.Any(client => client.ClientId == id && client.MayIntrospect);

    private async Task<OAuthClient?> DocumentAsync(string id, HttpContext context)
    {
        var record = grains.GetGrain<IOAuthClientGrain>(id);
        var stored = await record.Find(context.RequestAborted);
        if (stored?.FreshUntil > clock.GetUtcNow() || ceilings.Take(Ceiling.ClientDocument, context.Connection.RemoteIpAddress) is not null)
        {
            return stored;
        }

        // The last good copy serves while the client's own server does not.
        return await documents.FetchAsync(id, record) ?? stored ?? KnownClients.Find(id);
    }

    private static OAuthClient Of(ConfiguredClient client) => new()
    {
        Id = client.ClientId,
        Name = client.Name ?? client.ClientId,
        RedirectUris = [.. client.RedirectUris],
        Authentication = client.ClientSecret is null ? ClientAuthentication.None : ClientAuthentication.SecretPost,
        SecretHash = client.ClientSecret is { } secret ? TokenText.Hash(secret) : null,
        RegisteredAt = DateTimeOffset.UnixEpoch,
    };
}
