using Squaremcp.Frontend.Operation;
using Squaremcp.OAuth;

namespace Squaremcp.Frontend.OAuth;

/// <summary>What tokens can be for (RFC 8707): each resource with its own audience, so that a token for one opens no other.</summary>
internal sealed class Resources(PublicAddress address)
{
    internal Resource Mcp => new("/mcp", address.Origin + "/mcp", "SquareMCP", [Scopes.Mcp], [Scopes.Mcp, Scopes.Read]);

    internal Resource Api => new("/api/v1", address.Origin + "/api/v1", "SquareMCP REST API", [Scopes.Api], [Scopes.Api]);

    internal IReadOnlyList<Resource> All => [Mcp, Api];

    /// <summary>The resource a request names, with scheme and host in any case, the scheme's own port and one slash too many (MCP: authorization, "Canonical Server URI").</summary>
    internal Resource? Find(string named)
    {
        if (!Uri.TryCreate(named, UriKind.Absolute, out var uri) || named.Contains('#') || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0 || uri.Query.Length > 0)
        {
            return null;
        }

        // The path as written: what Uri would tidy up is not the resource.
        var path = named.IndexOf('/', named.IndexOf("://", StringComparison.Ordinal) + 3) is var slash and > 0 ? named[slash..] : "";
        var canonical = uri.GetLeftPart(UriPartial.Authority) + (path.EndsWith('/') ? path[..^1] : path);
        // A client that knows the origin only means its one MCP server.
        return canonical == address.Origin ? Mcp : All.FirstOrDefault(resource => resource.Identifier == canonical);
    }
}

/// <param name="Path">On this origin.</param>
/// <param name="Identifier">The audience of its tokens.</param>
/// <param name="DefaultScopes">Granted where none are asked for, and named in challenges.</param>
/// <param name="Accepted">One of these lets a token in.</param>
internal sealed record Resource(string Path, string Identifier, string Name, IReadOnlyList<string> DefaultScopes, IReadOnlyList<string> Accepted)
{
    internal string MetadataPath => "/.well-known/oauth-protected-resource" + Path;
}
