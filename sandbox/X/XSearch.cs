using System.Text.RegularExpressions;

namespace Squaremcp.Sandbox.X;

/// <summary>Queries of the recent search (https://docs.x.com/x-api/posts/search/integrate/operators): words, phrases, operators, OR, a minus, parentheses.</summary>
internal sealed partial class XSearch
{
    private const int Deepest = 20;

    private readonly List<string> tokens;
    private readonly XWorld world;
    private int at;
    private int depth;
    private bool stands;

    private XSearch(string query, XWorld world) => (tokens, this.world) = ([.. Tokens().Matches(query).Select(match => match.Value)], world);

    internal static Func<XPost, bool> Parse(string query, XWorld world)
    {
        var search = new XSearch(query, world);
        var fits = search.Either();
        return search.at < search.tokens.Count ? throw Wrong($"no viable alternative at input '{search.tokens[search.at]}'")
            : search.stands ? fits
            : throw Wrong("Query must have at least one standalone operator; negations and attributes such as is: or has: are none");
    }

    private Func<XPost, bool> Either()
    {
        if (++depth > Deepest)
        {
            throw Wrong("too many parentheses");
        }

        var any = new List<Func<XPost, bool>> { All() };
        while (at < tokens.Count && tokens[at] == "OR")
        {
            at++;
            any.Add(All());
        }

        depth--;
        return post => any.Exists(one => one(post));
    }

    private Func<XPost, bool> All()
    {
        var all = new List<Func<XPost, bool>>();
        while (at < tokens.Count && tokens[at] is not ("OR" or ")"))
        {
            all.Add(One());
        }

        return all.Count == 0 ? throw Wrong("a term is missing") : post => all.TrueForAll(one => one(post));
    }

    private Func<XPost, bool> One()
    {
        var token = tokens[at++];
        if (token == "-")
        {
            var before = stands;
            var not = at < tokens.Count ? One() : throw Wrong("a term is missing after -");
            stands = before;
            return post => !not(post);
        }

        if (token == "(")
        {
            var inside = Either();
            return at < tokens.Count && tokens[at++] == ")" ? inside : throw Wrong("missing ')'");
        }

        return Term(token);
    }

    private Func<XPost, bool> Term(string token)
    {
        var (name, value) = token.IndexOf(':') is > 0 and var colon && token[0] != '"' ? (token[..colon].ToLowerInvariant(), token[(colon + 1)..].Trim('"')) : ("", token.Trim('"'));
        stands |= name is not ("is" or "has" or "lang");
        return (name, value.ToLowerInvariant()) switch
        {
            (_, "") => throw Wrong($"'{token}' has no value"),
            ("", _) => post => post.Text.Contains(value, StringComparison.OrdinalIgnoreCase),
            ("from", var who) => post => world.User(post.AuthorId) is { } author && (author.Username.Equals(who.TrimStart('@'), StringComparison.OrdinalIgnoreCase) || author.Id == who),
            ("to", var who) => post => post.OfAuthor is { } of && world.User(of)?.Username.Equals(who.TrimStart('@'), StringComparison.OrdinalIgnoreCase) == true,
            ("conversation_id", var id) => post => post.Conversation == id,
            ("url", var part) => post => post.Text.Contains("http", StringComparison.Ordinal) && post.Text.Contains(part, StringComparison.OrdinalIgnoreCase),
            ("lang", var code) => _ => code == "en",
            ("is", "reply") => post => post.Kind == "replied_to",
            ("is", "quote") => post => post.Kind == "quoted",
            ("is", "retweet" or "nullcast") => _ => false,
            ("is", "verified") => post => world.User(post.AuthorId)?.IsVerified == true,
            ("has", "hashtags") => post => post.Text.Contains('#'),
            ("has", "mentions") => post => post.Text.Contains('@'),
            ("has", "links") => post => post.Text.Contains("http", StringComparison.Ordinal),
            ("has", "media" or "images" or "videos" or "video_link") => post => post.Media is { Count: > 0 },
            _ => throw Wrong($"Reference to invalid operator '{token}'"),
        };
    }

    private static RefusedException Wrong(string what) => XErrors.Invalid($"There were errors processing your request: {what}", "query", "");

    [GeneratedRegex("""[()]|-(?=\S)|[^\s()":]+:"[^"]*"|"[^"]*"|[^\s()"]+|"[^"]*$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tokens();
}
