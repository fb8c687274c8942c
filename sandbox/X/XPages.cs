using System.Net;

namespace Squaremcp.Sandbox.X;

/// <summary>What a person sees of the simulated X.</summary>
internal static class XPages
{
    internal static string Consent(IEnumerable<(string Name, string Value)> asked, IEnumerable<string> scopes, string handle) => Page("Authorize app", $"""
        <p>The app wants to use an account of the <strong>simulated</strong> X. Nothing here is real.</p>
        <ul>{string.Concat(scopes.Select(scope => $"<li>{WebUtility.HtmlEncode(scope)}</li>"))}</ul>
        <form method="post">
        {string.Concat(asked.Select(one => $"""<input type="hidden" name="{WebUtility.HtmlEncode(one.Name)}" value="{WebUtility.HtmlEncode(one.Value)}">"""))}
        <p><label>Sign in as <input name="handle" value="{WebUtility.HtmlEncode(handle)}" pattern="[A-Za-z0-9_]{"{"}1,15{"}"}" required></label></p>
        <button name="word" value="allow">Authorize app</button>
        <button name="word" value="deny">Cancel</button>
        </form>
        """);

    internal static string Wrong(string what) => Page("Something went wrong", $"<p>{WebUtility.HtmlEncode(what)}</p>");

    private static string Page(string title, string body) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} – X (sandbox)</title></head>
        <body><main><h1>{title}</h1>
        {body}
        </main></body></html>
        """;
}
