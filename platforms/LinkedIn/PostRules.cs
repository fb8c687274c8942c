using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.LinkedIn;

/// <summary>LinkedIn's rules for what is posted and sent, kept before anything leaves, and by a rehearsal too.</summary>
internal static partial class PostRules
{
    private const int MostRecipients = 10, MostAltText = 4_086;

    /// <summary>The body of the request that makes the post (https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api).</summary>
    /// <param name="content">Files that are LinkedIn's already; null where there are none.</param>
    /// <exception cref="ToolException">LinkedIn would refuse it.</exception>
    internal static JsonObject Body(string author, CreatePost post, JsonObject? content = null)
    {
        if (string.IsNullOrWhiteSpace(post.Text))
        {
            throw Wrong("text", "`text` has nothing visible in it.");
        }

        var body = new JsonObject
        {
            ["author"] = author,
            ["commentary"] = LittleText.Of(post.Text),
            ["visibility"] = post.Visibility ?? "PUBLIC",
            ["distribution"] = new JsonObject { ["feedDistribution"] = "MAIN_FEED", ["targetEntities"] = new JsonArray(), ["thirdPartyDistributionChannels"] = new JsonArray() },
            ["lifecycleState"] = "PUBLISHED",
            ["isReshareDisabledByAuthor"] = post.DisableReshare,
        };
        if ((content ?? Article(post)) is { } shown)
        {
            body["content"] = shown;
        }

        return body;
    }

    internal static JsonObject Message(SendMessage message)
    {
        var people = message.Recipients.Select(Person).ToList();
        if (people.Count is 0 or > MostRecipients || people.Distinct().Count() < people.Count)
        {
            throw Wrong("recipients", $"`recipients` must be 1 to {MostRecipients} different people.");
        }

        if (string.IsNullOrWhiteSpace(message.Text))
        {
            throw Wrong("text", "`text` has nothing visible in it.");
        }

        var body = new JsonObject { ["recipients"] = new JsonArray([.. people.Select(person => JsonValue.Create(person))]), ["body"] = message.Text, ["messageType"] = "MEMBER_TO_MEMBER" };
        if (message.Subject is { } subject)
        {
            body["subject"] = subject;
        }

        return body;
    }

    /// <summary>What cannot be said by a schema of one argument.</summary>
    internal static void Check(IMediaPost post)
    {
        if (post.Given.Count == 0 || post.Given.Count > post.Kind.MostFiles)
        {
            throw Wrong(post.Kind.Argument, $"`{post.Kind.Argument}` must be 1 to {post.Kind.MostFiles}.");
        }

        if (post is UploadImages { AltTexts: { } said } && (said.Count != post.Given.Count || said.Any(text => text.Length > MostAltText)))
        {
            throw Wrong("alt_texts", $"`alt_texts` must be as many as there are `images`, each of at most {MostAltText} characters.");
        }
    }

    private static JsonObject? Article(CreatePost post)
    {
        if (post.LinkUrl is not { } address)
        {
            return post.LinkTitle is null && post.LinkDescription is null ? null : throw Wrong("link_url", "`link_title` and `link_description` belong to a card: give `link_url` too.");
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
        {
            throw Wrong("link_url", "`link_url` must be the address of a page, for example https://example.org/timetable.");
        }

        var article = new JsonObject { ["source"] = address, ["title"] = post.LinkTitle ?? throw Wrong("link_title", "`link_url` needs `link_title`: LinkedIn does not look at the page, and a card without a title says nothing.") };
        if (post.LinkDescription is { } description)
        {
            article["description"] = description;
        }

        return new() { ["article"] = article };
    }

    private static string Person(string text) => Urn().IsMatch(text) ? text
        : Id().IsMatch(text) ? $"urn:li:person:{text}"
        : throw Wrong("recipients", "`recipients` must be people as LinkedIn names them, for example urn:li:person:yrZCpj2Z12.");

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });

    [GeneratedRegex(@"^urn:li:person:[A-Za-z0-9_-]{1,60}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Urn();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,60}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
