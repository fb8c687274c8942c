using QRCoder;
using Squaremcp.Frontend.Accounts;

namespace Squaremcp.Frontend.Pages;

/// <summary>Codes of an authenticator app: asked for, set up, and the recovery codes that stand in for them.</summary>
internal static class CodePages
{
    internal static Task AskAsync(HttpContext context, Browser browser, string query, string? wrong = null, int status = StatusCodes.Status200OK) => Page.WriteAsync(context, "Type your code", Html.Of($"""
        {Page.Alert(wrong)}
        <form method="post" action="/login/code{query}">
        {browser.Proof(context)}
        <label for="code">Code</label>
        <input id="code" name="code" inputmode="text" autocomplete="one-time-code" required maxlength="40" aria-describedby="code-hint" autofocus>
        <p id="code-hint" class="small">The six digits that your authenticator app shows now, or one of your recovery codes.</p>
        <div class="actions"><button>Go on</button></div>
        </form>
        <p class="small"><a href="/login{query}">Begin again</a></p>
        """), status);

    internal static Task EnrolAsync(HttpContext context, Browser browser, Enrolment enrolment, string? wrong = null, int status = StatusCodes.Status200OK) => Page.WriteAsync(context, "Set up your authenticator app", Html.Of($"""
        {Page.Alert(wrong)}
        <p>Open your authenticator app, add an account, and scan this. On this device, <a href="{enrolment.Uri}">this link</a> may open the app.</p>
        <img class="qr" src="{QrCode(enrolment.Uri)}" width="232" height="232" alt="The key as a QR code; it is written out below.">
        <details><summary>It cannot be scanned</summary>
        <p class="small">Choose to type the key, and type this one (time-based, six digits):</p>
        <p class="key">{string.Join(' ', enrolment.Secret.Chunk(4).Select(group => new string(group)))}</p>
        <p class="small">The whole address, for apps that take it:</p>
        <p class="small key">{enrolment.Uri}</p>
        </details>
        <form method="post" action="/account/code/confirm">
        {browser.Proof(context)}
        <input type="hidden" name="ticket" value="{enrolment.Ticket}">
        <label for="code">The code that the app shows now</label>
        <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="10">
        <div class="actions"><button>Switch on</button><a class="button quiet" href="/account">Cancel</a></div>
        </form>
        """), status);

    /// <summary>As a picture inside the page, which asks no other address for the secret.</summary>
    private static string QrCode(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var picture = new PngByteQRCode(code);
        return "data:image/png;base64," + Convert.ToBase64String(picture.GetGraphic(4));
    }

    internal static Task RecoveryAsync(HttpContext context, IReadOnlyList<string> codes) => Page.WriteAsync(context, "Keep these recovery codes", Html.Of($"""
        <p>Each signs you in once, in place of a code of the app. Print them or keep them in a password manager: they are not shown again, and without them a lost phone is a lost account.</p>
        <ul class="codes">{Html.Join(codes.Select(code => Html.Of($"<li>{code}</li>")))}</ul>
        <p>Every code made before is worth nothing now.</p>
        <p><a class="button" href="/account">I have kept them</a></p>
        """));
}
