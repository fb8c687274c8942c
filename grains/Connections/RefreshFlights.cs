using System.Collections.Concurrent;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Grains.Connections;

/// <summary>
/// The renewals this process is at work on, by the key of their connection; and the tokens that came and could not be saved yet, which outlive the grain's activation here.
/// </summary>
public sealed class RefreshFlights
{
    private readonly ConcurrentDictionary<string, object> running = new();
    private readonly ConcurrentDictionary<string, (string Connection, string Attempt, OAuthTokens Tokens)> unsaved = new();

    /// <summary>Tells this process from those before it and beside it.</summary>
    internal string Process { get; } = Guid.NewGuid().ToString("n");

    /// <returns>Null where another activation of the same key is at work; dispose it when done.</returns>
    internal IDisposable? Begin(string key)
    {
        var flight = new Flight(this, key);
        return running.TryAdd(key, flight) ? flight : null;
    }

    internal void Hold(string key, string connection, string attempt, OAuthTokens tokens) => unsaved[key] = (connection, attempt, tokens);

    internal OAuthTokens? Held(string key, string connection, string attempt) =>
        unsaved.TryGetValue(key, out var held) && (held.Connection, held.Attempt) == (connection, attempt) ? held.Tokens : null;

    internal void Release(string key) => unsaved.TryRemove(key, out _);

    private sealed class Flight(RefreshFlights flights, string key) : IDisposable
    {
        public void Dispose() => flights.running.TryRemove(KeyValuePair.Create(key, (object)this));
    }
}
