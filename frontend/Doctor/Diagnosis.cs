using Squaremcp.Doctor;

namespace Squaremcp.Frontend.Doctor;

/// <summary>What is wrong with an attempt, if anything: the last failure that nothing has overcome, or the silence after the last thing that went well.</summary>
/// <param name="Status">connected, failed, stopped or underway.</param>
/// <param name="Step">The step that failed or did not come; null where nothing is wrong.</param>
/// <param name="Cause">One word: a finding's, or <c>silent_after_…</c>.</param>
internal sealed record Diagnosis(string Status, AttemptStep? Step, string? Cause, string Says, string? Advice, string? Detail)
{
    internal const string Connected = "connected", Failed = "failed", Stopped = "stopped", Underway = "underway";

    private static readonly Silence[] Silences =
    [
        new(
            "issued", AttemptStep.List, TimeSpan.FromMinutes(2), "The app got its tokens and then never called: its calls do not reach the gateway.",
            "Almost always something in front of the gateway blocks them: bot protection of a CDN (Cloudflare: Block AI bots, AI Crawl Control), a firewall, or a rule for /mcp/* that leaves out /mcp. Operator: let the user agent Claude-User and the network 160.79.104.0/21 (Claude), and other vendors' servers, pass to /mcp, /.well-known, /token and /register, then run squaremcp doctor from outside."),
        new(
            "allowed", AttemptStep.Token, TimeSpan.FromMinutes(1), "The person let the app in, and the app never came for its tokens.",
            "An app on a computer: the program that waited for the browser had ended (Codex waits five minutes) or its port was taken; start the sign-in again and finish it quickly. An app on the web: its servers cannot reach /token (bot protection or a firewall; Claude comes as python-httpx from 160.79.104.0/21), or a proxy or add-on kept the browser from going back (a form-action in Content-Security-Policy, a 307 redirect). Operator: run squaremcp doctor from outside."),
        new("consent_shown", AttemptStep.Authorize, TimeSpan.FromMinutes(10), "The person was asked whether to let the app in and did not answer.", "Connect again and answer the question. If the window was closed or never seen, look for a blocked pop-up."),
        new("sign_in_shown", AttemptStep.Authorize, TimeSpan.FromMinutes(10), "The sign-in page was shown, and nobody signed in.", "Connect again and sign in. If the page comes again and again, the browser does not keep this gateway's cookies: use a real browser instead of an app's own window."),
        new("registered", AttemptStep.Authorize, TimeSpan.FromMinutes(2), "The app registered, and no browser came to sign in.", "Look for a blocked pop-up or a browser window behind others; on a computer without a browser open the address that the app prints. Some apps register only to show their state: then sign in with the app's own command."),
        new("server_metadata", AttemptStep.Register, TimeSpan.FromMinutes(2), "The app knows how to sign in and did not begin.", "Sign in with the app's own button or command (for example codex mcp login, opencode mcp auth). If it reports an error, the address it was given may differ from the one the gateway publishes. Operator: squaremcp doctor compares them."),
        new("resource_metadata", AttemptStep.Discover, TimeSpan.FromMinutes(2), "The app read which server signs people in and went no further.", "The address it was given may differ from the one the gateway publishes, or something in front blocks /.well-known/oauth-authorization-server. Operator: squaremcp doctor compares and asks."),
        new("challenged", AttemptStep.Discover, TimeSpan.FromMinutes(2), "The app was told to sign in and did nothing more.", "Sign in with the app's own button or command. An app that knows no OAuth needs a key instead (x-api-key). If others fail too, something in front of the gateway may block /.well-known. An app that is connected already may look in like this and is fine."),
    ];

    internal static Diagnosis Of(Attempt attempt, DateTimeOffset now)
    {
        var marks = attempt.Marks.Select(mark => (Mark: mark, Finding: Findings.Of(mark))).ToList();
        for (var i = marks.Count - 1; i >= 0; i--)
        {
            var (mark, finding) = marks[i];
            if (finding.IsFailure && !marks.Skip(i + 1).Any(later => !later.Finding.IsFailure && later.Finding.Rank >= finding.Rank))
            {
                return new(Failed, finding.Step, finding.Name, finding.Says, finding.Advice, mark.Detail);
            }
        }

        var furthest = marks.Where(one => !one.Finding.IsFailure).MaxBy(one => one.Finding.Rank).Finding;
        if (furthest is null)
        {
            return new(Underway, null, null, "Nothing is known yet.", null, null);
        }

        return furthest.Name is "called" or "listed" or "entered" ? new(Connected, null, null, furthest.Says, null, null)
            : Array.Find(Silences, one => one.After == Beginning(furthest)) is { } silence && now - attempt.LastAt >= silence.Grace ? new(Stopped, silence.Missing, "silent_after_" + silence.After, silence.Says, silence.Advice, null)
            : new(Underway, null, null, furthest.Says, null, null);
    }

    private static string Beginning(Finding finding) => finding.Name == "refreshed" ? "issued" : finding.Name;

    /// <param name="Missing">The step that did not come.</param>
    private sealed record Silence(string After, AttemptStep Missing, TimeSpan Grace, string Says, string Advice);
}
