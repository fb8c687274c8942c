using Squaremcp.Frontend.Operation;
using Squaremcp.OAuth;

namespace Squaremcp.Frontend.OAuth;

/// <summary>What clients read before anything else: authorization server metadata (RFC 8414) and protected resource metadata (RFC 9728).</summary>
internal sealed class Metadata(PublicAddress address, Resources resources)
{
    internal const string AuthorizationServer = "/.well-known/oauth-authorization-server";

    private static readonly string[] Code = ["code"];
    private static readonly string[] Query = ["query"];
    private static readonly string[] Grants = ["authorization_code", "refresh_token"];
    private static readonly string[] S256 = ["S256"];
    private static readonly string[] Default = [Scopes.Mcp];
    private static readonly string[] Header = ["header"];
    private static readonly string[] AnyMethod = ["none", "client_secret_post", "client_secret_basic"];
    private static readonly string[] SecretMethods = ["client_secret_post", "client_secret_basic"];

    internal Task ServerAsync(HttpContext context)
    {
        var origin = address.Origin;
        return Async(context, new Dictionary<string, object?>
        {
            ["issuer"] = origin,
            ["authorization_endpoint"] = origin + "/authorize",
            ["token_endpoint"] = origin + "/token",
            ["registration_endpoint"] = origin + "/register",
            ["revocation_endpoint"] = origin + "/revoke",
            ["introspection_endpoint"] = origin + "/introspect",
            ["scopes_supported"] = Default,
            ["response_types_supported"] = Code,
            ["response_modes_supported"] = Query,
            ["grant_types_supported"] = Grants,
            ["code_challenge_methods_supported"] = S256,
            ["token_endpoint_auth_methods_supported"] = AnyMethod,
            ["revocation_endpoint_auth_methods_supported"] = AnyMethod,
            ["introspection_endpoint_auth_methods_supported"] = SecretMethods,
            ["authorization_response_iss_parameter_supported"] = true,
            ["client_id_metadata_document_supported"] = true,
        });
    }

    internal Task ResourceAsync(HttpContext context, Resource resource) => Async(context, new Dictionary<string, object?>
    {
        ["resource"] = resource.Identifier,
        ["authorization_servers"] = new[] { address.Origin },
        ["scopes_supported"] = resource.DefaultScopes,
        ["bearer_methods_supported"] = Header,
        ["resource_name"] = resource.Name,
    });

    /// <summary>Another well-known address: small JSON, since clients read the body whatever the status (TypeScript SDK).</summary>
    internal static Task NotFoundAsync(HttpContext context) => OAuthAnswers.ErrorAsync(context, "not_found", "There is no such document.", StatusCodes.Status404NotFound);

    internal IReadOnlyList<Resource> Resources => resources.All;

    internal Resource RootResource => resources.Mcp;

    private static Task Async(HttpContext context, Dictionary<string, object?> document)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        return OAuthAnswers.JsonAsync(context, document);
    }
}
