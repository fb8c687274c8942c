using System.Net;
using System.Text.Json;
using Squaremcp.OAuth;
using Squaremcp.Platforms.Http;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.OAuth.Clients;

/// <summary>
/// Fetches the document a client's id points to (Client ID Metadata Document §4, §6): over TLS from the public internet only, no redirect, at most 5 KB, six seconds. One fetch at a time for
/// each document; what failed is not remembered.
/// </summary>
internal sealed partial class ClientDocuments(OutboundHttp outbound, GatewaySettings settings, TimeProvider clock, ILogger<ClientDocuments> logger)
{
    private const int MostBytes = 5 * 1024;
    private const int MostReasons = 1_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ShortestFresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestFresh = TimeSpan.FromHours(24);

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Lazy<Task<OAuthClient?>>> running = new(StringComparer.Ordinal);

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> whyNot = new(StringComparer.Ordinal);

    private bool AllowPrivate => settings.OAuth.AllowPrivateClientHosts;

    /// <summary>Whether the id can be a document's address (§3). Judged as written, before anything is resolved or sent.</summary>
    internal bool IsAddress(string id) =>
        id.Length <= 2_000 && id.StartsWith("https://", StringComparison.Ordinal)
        && !id.Any(letter => letter is <= ' ' or >= '\u007f' or '\\')
        && Uri.TryCreate(id, UriKind.Absolute, out var uri)
        && uri.AbsolutePath.Length > 1
        && id.IndexOfAny(['#', '@', '?']) < 0
        && !Path(id).Split('/').Any(segment => Uri.UnescapeDataString(segment) is "." or "..")
        && (AllowPrivate || (uri.IsDefaultPort && AddressGuard.Broken(id, allowPrivate: false) is null && uri.HostNameType == UriHostNameType.Dns));

    /// <param name="record">Where the client is kept.</param>
    /// <returns>Null where there is no document that describes this client.</returns>
    internal async Task<OAuthClient?> FetchAsync(string id, IOAuthClientGrain record)
    {
        var fetch = running.GetOrAdd(id, one => new(() => KeepAsync(one, record)));
        try
        {
            return await fetch.Value;
        }
        finally
        {
            running.TryRemove(KeyValuePair.Create(id, fetch));
        }
    }

    private async Task<OAuthClient?> KeepAsync(string id, IOAuthClientGrain record)
    {
        // Whoever asked a moment ago may have kept it since.
        if (await record.Find(CancellationToken.None) is { FreshUntil: { } until } kept && until > clock.GetUtcNow())
        {
            return kept;
        }

        if (await FetchOnceAsync(id) is not { } fetched)
        {
            return null;
        }

        await record.Put(fetched, CancellationToken.None);
        return fetched;
    }

    private async Task<OAuthClient?> FetchOnceAsync(string id)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, id);
            request.Headers.Accept.ParseAdd("application/json");
            using var answer = await outbound.Client(new(AllowPrivate, settings.OAuth.ClientHostCertificateSha256)).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (answer.StatusCode != HttpStatusCode.OK || answer.Content.Headers.ContentLength > MostBytes || !IsJson(answer.Content.Headers.ContentType?.MediaType))
            {
                NotTaken(id, $"status {(int)answer.StatusCode}, {answer.Content.Headers.ContentType?.MediaType ?? "no type"}");
                return null;
            }

            return Read(id, await BodyAsync(answer.Content, deadline.Token), answer.Headers.CacheControl?.MaxAge);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            NotTaken(id, broken.GetType().Name);
            return null;
        }
    }

    /// <summary>What kept the document from being taken when it was last asked for here; null where nothing did.</summary>
    internal string? WhyNot(string id) => whyNot.GetValueOrDefault(id);

    private void NotTaken(string id, string why)
    {
        if (whyNot.Count > MostReasons)
        {
            whyNot.Clear();
        }

        whyNot[id] = why;
        LogNotTaken(id, why);
    }

    private OAuthClient? Read(string id, byte[] body, TimeSpan? maxAge)
    {
        var json = JsonElement.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
        if (json.ValueKind != JsonValueKind.Object || ClientMetadata.Text(json, "client_id") != id || json.TryGetProperty("client_secret", out _) || json.TryGetProperty("client_secret_expires_at", out _)
            || ClientMetadata.Text(json, "client_name") is null)
        {
            NotTaken(id, "not a description of this client");
            return null;
        }

        var (metadata, _, why) = ClientMetadata.Read(json, isDocument: true);
        if (metadata is null)
        {
            NotTaken(id, why);
            return null;
        }

        var now = clock.GetUtcNow();
        return new()
        {
            Id = id,
            Name = metadata.Name,
            RedirectUris = metadata.RedirectUris,
            Authentication = ClientAuthentication.None,
            GrantTypes = metadata.GrantTypes,
            Scopes = metadata.Scopes,
            ClientUri = metadata.ClientUri,
            ApplicationType = metadata.ApplicationType,
            RegisteredAt = now,
            FreshUntil = now + TimeSpan.FromTicks(Math.Clamp((maxAge ?? ShortestFresh).Ticks, ShortestFresh.Ticks, LongestFresh.Ticks)),
        };
    }

    private static async Task<byte[]> BodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[MostBytes + 1];
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return length > MostBytes ? throw new IOException("The document is too long.") : body[..length];
    }

    private static bool IsJson(string? type) => type is "application/json" || (type?.StartsWith("application/", StringComparison.Ordinal) == true && type.EndsWith("+json", StringComparison.Ordinal));

    private static string Path(string id) => id.IndexOf('/', "https://".Length) is var slash and > 0 ? id[slash..] : "";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The client document {Id} was not taken: {Why}.")]
    private partial void LogNotTaken(string id, string why);
}
