using System.Net;

namespace Squaremcp.Sandbox.Slack;

/// <summary>What a person sees of the simulated Slack.</summary>
internal static class SlackPages
{
    internal static string Consent(IEnumerable<KeyValuePair<string, string>> asked, IEnumerable<string> scopes, string workspace) => Page("Install an app", $"""
        <p>The app asks to be installed in a workspace of the <strong>simulated</strong> Slack. Nothing here is real.</p>
        <ul>{string.Concat(scopes.Select(scope => $"<li>{WebUtility.HtmlEncode(scope)}</li>"))}</ul>
        <form method="post">
        {string.Concat(asked.Select(one => $"""<input type="hidden" name="{WebUtility.HtmlEncode(one.Key)}" value="{WebUtility.HtmlEncode(one.Value)}">"""))}
        <p><label>Workspace <input name="workspace" value="{WebUtility.HtmlEncode(workspace)}" maxlength="40" required></label></p>
        <button name="word" value="allow">Allow</button>
        <button name="word" value="deny">Cancel</button>
        </form>
        """);

    internal static string Wrong(string what) => Page("Something went wrong", $"<p>{WebUtility.HtmlEncode(what)}</p>");

    private static string Page(string title, string body) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} – Slack (sandbox)</title></head>
        <body><main><h1>{title}</h1>
        {body}
        </main></body></html>
        """;
}
