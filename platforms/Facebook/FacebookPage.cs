using System.Text.Json;
using System.Text.Json.Serialization;
using Squaremcp.Platforms.Meta;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Facebook;

/// <summary>A page that the person let the gateway use, and its own token, which does not end by itself. Lives sealed beside the person's token.</summary>
/// <param name="Tasks">What the person may do on it, for example CREATE_CONTENT; null where Meta did not say.</param>
internal sealed record FacebookPage(string Id, string Name, string Access, string? Proof, IReadOnlyList<string>? Tasks = null)
{
    internal const string Key = "pages", AppKey = "app", ProofKey = "proof";

    [JsonIgnore]
    internal GraphToken Token => new(Access, Proof);

    /// <summary>The pages of a connection, in Meta's order.</summary>
    internal static IReadOnlyList<FacebookPage> Of(OAuthTokens tokens) =>
        tokens.More?.GetValueOrDefault(Key) is { } json ? JsonSerializer.Deserialize(json, FacebookPageJson.Default.IReadOnlyListFacebookPage)! : [];

    internal static string Write(IReadOnlyList<FacebookPage> pages) => JsonSerializer.Serialize(pages, FacebookPageJson.Default.IReadOnlyListFacebookPage);

    /// <summary>As a person would call several of them.</summary>
    internal static string Label(IReadOnlyList<FacebookPage> pages) => pages.Count == 1 ? pages[0].Name : $"{pages[0].Name} and {pages.Count - 1} more page{(pages.Count > 2 ? "s" : "")}";

    // A record prints all it holds; this one holds a credential.
    public override string ToString() => $"page {Id}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<FacebookPage>))]
internal sealed partial class FacebookPageJson : JsonSerializerContext;
