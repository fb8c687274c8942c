using System.Net;

namespace Squaremcp.Sandbox.Meta;

/// <summary>What a person sees of the simulated platforms of Meta's.</summary>
internal static class GraphPages
{
    internal static string Consent(string title, IEnumerable<(string Name, string Value)> asked, IEnumerable<string> scopes) => Page(title, "Let the app in?", $"""
        <p>The app wants to use an account of the <strong>simulated</strong> {title}. Nothing here is real.</p>
        <ul>{string.Concat(scopes.Select(scope => $"<li>{WebUtility.HtmlEncode(scope)}</li>"))}</ul>
        <form method="post">
        {string.Concat(asked.Select(one => $"""<input type="hidden" name="{WebUtility.HtmlEncode(one.Name)}" value="{WebUtility.HtmlEncode(one.Value)}">"""))}
        <p><label>Sign in as <input name="handle" value="visitor" maxlength="30" required></label></p>
        <button name="word" value="allow">Continue</button>
        <button name="word" value="deny">Cancel</button>
        </form>
        """);

    internal static string Wrong(string title, string what) => Page(title, "Something went wrong", $"<p>{WebUtility.HtmlEncode(what)}</p>");

    private static string Page(string title, string heading, string body) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{heading} – {title} (sandbox)</title></head>
        <body><main><h1>{heading}</h1>
        {body}
        </main></body></html>
        """;
}
