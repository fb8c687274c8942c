using System.Collections.Concurrent;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>Documents and keys of the providers, for an hour. A key nobody knows has the set read anew, once a minute at most: a stream of forged tokens makes no stream of requests.</summary>
internal sealed class ProviderKeys(ProviderHttp http, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <returns>Null where the provider cannot be reached, or publishes what is not its own.</returns>
    internal Task<ProviderDocument?> DocumentAsync(Provider provider) => WithAsync(provider, async one =>
    {
        if (one.Document is null || clock.GetUtcNow() - one.DocumentAt >= Fresh)
        {
            var json = await http.GetAsync(provider, provider.Issuer.TrimEnd('/') + "/.well-known/openid-configuration");
            (one.Document, one.DocumentAt) = (json is { } read ? ProviderDocument.Read(read, provider.Issuer, http.AllowPrivate) : null, clock.GetUtcNow());
        }

        return one.Document;
    });

    /// <summary>The key that a token says it is signed with; one without a name must leave no choice (OpenID Connect Core 1.0 §10.1).</summary>
    internal Task<SigningKey?> KeyAsync(Provider provider, ProviderDocument document, IdToken token) => WithAsync(provider, async one =>
    {
        var now = clock.GetUtcNow();
        if (one.Keys is null || now - one.KeysAt >= Fresh || (Choose(one.Keys, token) is null && now - one.KeysAt >= Pause))
        {
            // A provider that does not answer keeps its keys until they are old.
            var read = await http.GetAsync(provider, document.Keys) is { } set ? SigningKey.ReadSet(set) : now - one.KeysAt < Fresh ? one.Keys : null;
            (one.Keys, one.KeysAt) = (read, now);
        }

        return one.Keys is null ? null : Choose(one.Keys, token);
    });

    private static SigningKey? Choose(IReadOnlyList<SigningKey> keys, IdToken token) =>
        keys.Where(key => key.Algorithm == token.Algorithm && (token.KeyId is null || key.Id == token.KeyId)).Take(2).ToList() is [var only] ? only : null;

    private async Task<T> WithAsync<T>(Provider provider, Func<Known, Task<T>> act)
    {
        var one = known.GetOrAdd(provider.Name, _ => new());
        await one.Turn.WaitAsync();
        try
        {
            return await act(one);
        }
        finally
        {
            one.Turn.Release();
        }
    }

    private sealed class Known
    {
        internal SemaphoreSlim Turn { get; } = new(1, 1);

        internal ProviderDocument? Document { get; set; }

        internal DateTimeOffset DocumentAt { get; set; }

        internal IReadOnlyList<SigningKey>? Keys { get; set; }

        internal DateTimeOffset KeysAt { get; set; }
    }
}
