using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.OAuth;

/// <summary>The one <c>WWW-Authenticate</c> header of a refusal: where the metadata is, which scope is needed, and what is wrong with the token that came (RFC 6750 §3, RFC 9728 §5.1).</summary>
internal sealed class Challenges(PublicAddress address)
{
    /// <summary>Nothing was presented: no error then, or some clients do not begin to sign in.</summary>
    internal string Missing(Resource resource) => $"Bearer {Where(resource)}, scope=\"{string.Join(' ', resource.DefaultScopes)}\"";

    internal string Invalid(Resource resource, string why) => $"Bearer error=\"invalid_token\", error_description=\"{Ascii(why)}\", {Where(resource)}, scope=\"{string.Join(' ', resource.DefaultScopes)}\"";

    internal string Insufficient(Resource resource) =>
        $"Bearer error=\"insufficient_scope\", error_description=\"The token does not cover this.\", {Where(resource)}, scope=\"{string.Join(' ', resource.DefaultScopes)}\"";

    private string Where(Resource resource) => $"resource_metadata=\"{address.Origin}{resource.MetadataPath}\"";

    /// <summary>Within %x20-21 / %x23-5B / %x5D-7E (RFC 6750 §3).</summary>
    internal static string Ascii(string text) => string.Concat(text.Select(letter => letter is >= ' ' and <= '~' and not '"' and not '\\' ? letter : '\''));
}
