namespace Squaremcp.Sandbox;

/// <summary>How a simulated platform lets apps in, where it does so as RFC 6749 has it.</summary>
/// <param name="Platform">Its title.</param>
/// <param name="Scopes">All it knows.</param>
/// <param name="AccessLife">How long an access token works.</param>
internal sealed record OAuthFacts(string Platform, IReadOnlyList<string> Scopes, TimeSpan AccessLife)
{
    internal string ScopeSeparator { get; init; } = " ";

    internal string ClientIdName { get; init; } = "client_id";

    /// <summary>True where every sign-in needs PKCE with S256.</summary>
    internal bool Pkce { get; init; }

    /// <summary>How long a refresh token works; null where none is given.</summary>
    internal TimeSpan? RefreshLife { get; init; }

    /// <summary>True where each refresh token works once.</summary>
    internal bool Rotates { get; init; }

    /// <summary>What the answer calls the refresh token's seconds; null where it does not tell them.</summary>
    internal string? RefreshLifeName { get; init; }

    /// <summary>A platform's way to refuse at its token endpoint.</summary>
    internal Func<int, string, string, Answer> Error { get; init; } = (status, error, description) => Answer.Json(status, new System.Text.Json.Nodes.JsonObject { ["error"] = error, ["error_description"] = description });

    /// <summary>What stands in the answer besides, by the tenant's world.</summary>
    internal Func<string, IEnumerable<KeyValuePair<string, string>>> More { get; init; } = _ => [];
}
