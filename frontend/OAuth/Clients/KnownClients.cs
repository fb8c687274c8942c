using Squaremcp.OAuth;

namespace Squaremcp.Frontend.OAuth.Clients;

/// <summary>
/// Our own records of the metadata documents that the vendors of AI assistants publish, so that a bot wall in front of one cannot keep its users out. A request that a record does not cover
/// is checked with the document itself.
/// </summary>
internal static class KnownClients
{
    private static readonly DateTimeOffset Recorded = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly OAuthClient[] All =
    [
        Of("https://claude.ai/oauth/mcp-oauth-client-metadata", "Claude", "https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"),
        Of("https://claude.ai/oauth/claude-code-client-metadata", "Claude Code", "http://localhost/callback", "http://127.0.0.1/callback"),
        Of("https://chatgpt.com/oauth/client.json", "ChatGPT", "https://chatgpt.com/connector_platform_oauth_redirect"),
        Of("https://chatgpt.com/oauth/codex/client.json", "Codex", "http://127.0.0.1/callback", "http://localhost/callback"),
        Of("https://opencode.ai/oauth/opencode/client.json", "OpenCode", "http://127.0.0.1:19876/mcp/oauth/callback", "http://127.0.0.1/callback"),
        Of("https://vscode.dev/oauth/client-metadata.json", "Visual Studio Code", "http://127.0.0.1:33418/", "https://vscode.dev/redirect"),
    ];

    internal static OAuthClient? Find(string id) => Array.Find(All, client => client.Id == id);

    private static OAuthClient Of(string id, string name, params string[] redirectUris) =>
        new() { Id = id, Name = name, RedirectUris = redirectUris, Authentication = ClientAuthentication.None, RegisteredAt = Recorded };
}
