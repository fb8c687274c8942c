using System.Net;

namespace Squaremcp.Sandbox;

/// <summary>What a person sees where an app asks to be let in.</summary>
internal static class OAuthPage
{
    internal static string Consent(string platform, IEnumerable<KeyValuePair<string, string>> asked, IEnumerable<string> scopes, string name) => Page(platform, "Authorize app", $"""
        <p>The app wants to use an account of the <strong>simulated</strong> {WebUtility.HtmlEncode(platform)}. Nothing here is real.</p>
        <ul>{string.Concat(scopes.Select(scope => $"<li>{WebUtility.HtmlEncode(scope)}</li>"))}</ul>
        <form method="post">
        {string.Concat(asked.Select(one => $"""<input type="hidden" name="{WebUtility.HtmlEncode(one.Key)}" value="{WebUtility.HtmlEncode(one.Value)}">"""))}
        <p><label>Sign in as <input name="handle" value="{WebUtility.HtmlEncode(name)}" pattern="[A-Za-z0-9_]{"{"}1,15{"}"}" required></label></p>
        <button name="word" value="allow">Allow</button>
        <button name="word" value="deny">Cancel</button>
        </form>
        """);

    internal static string Wrong(string platform, string what) => Page(platform, "Something went wrong", $"<p>{WebUtility.HtmlEncode(what)}</p>");

    private static string Page(string platform, string title, string body) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} – {platform} (sandbox)</title></head>
        <body><main><h1>{title}</h1>
        {body}
        </main></body></html>
        """;
}
