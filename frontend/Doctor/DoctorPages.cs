using System.Globalization;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Operators;
using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Doctor;

/// <summary>What the doctor found, on a page. Whatever a client said of itself is encoded and marked as its word.</summary>
internal static class DoctorPages
{
    /// <summary>On a page that tells an app's mistake: how to find it again.</summary>
    internal static Html Hint(HttpContext context) => context.RequestServices.GetService<Observer>()?.Code(context) is { } code
        ? Html.Of($"""<p class="small">If it stays like this: <a href="/account/doctor?code={code}">what went wrong and what to do</a>. To quote to whoever runs this gateway: <strong>{code}</strong></p>""")
        : Html.Nothing;

    internal static Task WriteAsync(HttpContext context, IReadOnlyList<AttemptBody> attempts, string typed, bool wrongCode) => Page.WriteAsync(context, "Connection doctor", Html.Of($"""
        <p>AI clients that tried to connect in the last day: those that you or your customers let in, and those that began in this browser or at your address.</p>
        {Page.Alert(wrongCode ? "A code has eight letters and digits, for example K7Q2-9FXB." : null)}
        <form method="get" action="/account/doctor">
        <label for="code">Code that a page showed you</label>
        <input id="code" name="code" maxlength="20" autocomplete="off" value="{typed}">
        <div class="actions"><button class="quiet">Look it up</button></div>
        </form>
        {List(attempts, "Nothing was seen. If an app says that it cannot connect and nothing shows here, its requests do not reach this gateway: check the address in the app, and ask the operator whether something in front (a firewall, a CDN's bot protection) keeps them away.")}
        <p><a href="/account">Your account</a></p>
        """));

    internal static Task AskKeyAsync(HttpContext context, Browser browser, string? wrong) => Page.WriteAsync(context, "Connection doctor", Html.Of($"""
        {Page.Alert(wrong)}
        <form method="post" action="/operator/doctor">
        {browser.Proof(context)}
        <label for="key">Admin key of this installation</label>
        <input id="key" name="key" type="password" autocomplete="off" required maxlength="256">
        <p class="small">It is used for this look alone and kept nowhere.</p>
        <div class="actions"><button>Show all attempts</button></div>
        </form>
        {OperatorPage.Links(context)}
        """), wrong is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);

    internal static Task WriteAllAsync(HttpContext context, Browser browser, IReadOnlyList<AttemptBody> attempts) => Page.WriteAsync(context, "Connection doctor", Html.Of($"""
        <p>All AI clients that tried to connect in the last day. squaremcp doctor also checks what they meet from outside.</p>
        {List(attempts, "Nothing was seen. If a client cannot connect and nothing shows here, its requests do not reach this gateway: run squaremcp doctor from outside.")}
        <form method="get" action="/operator/doctor"><div class="actions"><button class="quiet">Look again</button></div></form>
        """));

    private static Html List(IReadOnlyList<AttemptBody> attempts, string none) => attempts.Count == 0 ? Html.Of($"<p>{none}</p>") : Html.Join(attempts.Select(One));

    private static Html One(AttemptBody one) => Html.Of($"""
        <section>
        <h2>{one.ClientName ?? "An app without a name"}</h2>
        <p class="small">{Minute(one.StartedAt)} to {Minute(one.LastAt)}{Of(" from ", one.Network)}{Of(", code ", one.Code)}{Of(", let in by ", one.Account)}{Of(", ", one.CustomerId)}</p>
        <p>{Html.Join(one.Steps.Select((step, i) => Html.Of($"{(i == 0 ? "" : " → ")}{Step(step)}")))}</p>
        <p class="{Class(one.Status)}"><strong>{Title(one)}</strong> {one.Says}</p>
        {(one.Detail is null ? Html.Nothing : Html.Of($"""<p class="small">It sent: <code>{one.Detail}</code></p>"""))}
        {(one.Advice is null ? Html.Nothing : Html.Of($"<p>{one.Advice}</p>"))}
        <details><summary>All that was seen</summary><ul>{Html.Join(one.Events.Select(seen => Html.Of($"""<li class="small">{Minute(seen.LastAt)} {seen.Step}: {seen.Says}{(seen.Count > 1 ? $" ({seen.Count} times)" : "")}</li>""")))}</ul></details>
        </section>
        """);

    private static Html Step(AttemptStepBody step) => step.State switch
    {
        "done" => Html.Of($"{step.Step} ✓"),
        "failed" => Html.Of($"<strong>{step.Step} ✗</strong>"),
        "missing" => Html.Of($"<strong>{step.Step} …</strong>"),
        _ => Html.Of($"""<span class="small">{step.Step}</span>"""),
    };

    private static string Title(AttemptBody one) => one.Status switch
    {
        Diagnosis.Failed => $"Failed at {one.FailedStep}.",
        Diagnosis.Stopped => $"Stopped before {one.FailedStep}.",
        Diagnosis.Connected => "Connected.",
        _ => "Under way.",
    };

    private static string Class(string status) => status switch { Diagnosis.Failed => "wrong", Diagnosis.Stopped => "note", Diagnosis.Connected => "done", _ => "small" };

    private static string Of(string before, string? text) => text is null ? "" : before + text;

    private static string Minute(DateTimeOffset at) => at.ToString("d MMM, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
