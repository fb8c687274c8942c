using Squaremcp.Doctor;

namespace Squaremcp.Frontend.Doctor;

/// <summary>What the doctor knows to see, with what to do about it: the one place that says so. Texts are ours alone; what a client said stands beside them.</summary>
internal static class Findings
{
    // How far a client has come; a failure stands until something of its rank succeeds.
    private const int Reads = 10, Registers = 20, Opens = 30, Consents = 32, Lets = 34, Tokens = 40, Enters = 50, Lists = 51, Calls = 60;

    private const string UpdateClient = "Update the app. If it is up to date, report this to its vendor with the sentence above: the gateway keeps to the MCP rules here.";
    private const string Reconnect = "Remove the connection in the app and add it again.";
    private const string AskOperator = "Tell the operator of this gateway; squaremcp doctor checks what clients meet from outside.";

    private static readonly Finding[] All =
    [
        Fine(AttemptStep.Discover, Reads, "challenged", "Asked without a credential and was told where to sign in."),
        Fine(AttemptStep.Discover, Reads + 1, "resource_metadata", "Read which server signs people in (protected resource metadata)."),
        Fine(AttemptStep.Discover, Reads + 2, "server_metadata", "Read how to sign in (authorization server metadata)."),
        Failed(AttemptStep.Discover, Reads, "wrong_host", "Came under a host name that this gateway does not answer to.", "Use the address under which the gateway is published. Operator: set SQUAREMCP__PublicOrigin to that address, let the proxy pass the Host header on unchanged, or add the name to SQUAREMCP__Mcp__AllowedHosts."),
        Failed(AttemptStep.Discover, Reads, "wrong_origin", "A web page of an origin that is not allowed called the gateway.", "Operator: add the origin to SQUAREMCP__Mcp__AllowedOrigins if that page may use this gateway."),
        Failed(AttemptStep.Discover, Reads, "wrong_path", "Spoke MCP to an address of this gateway that is not its MCP address.", "Enter the address ending in /mcp (or /sse for clients that know only the old transport) in the app."),
        Failed(AttemptStep.Discover, Reads, "too_many", "More requests without a good credential came from this address in a minute than the gateway takes.", "Wait a minute. Operator: where a proxy or a vendor's servers make many people look like one address, raise SQUAREMCP__OAuth__CeilingPercent."),

        Fine(AttemptStep.Register, Registers, "registered", "Registered itself (dynamic client registration)."),
        Failed(AttemptStep.Register, Registers, "register_redirect", "Wanted to register an address to send people back to that is not allowed: it must be https, or http on the person's own computer.", UpdateClient),
        Failed(AttemptStep.Register, Registers, "register_scheme", "Wanted to be sent back to by an address scheme of its own, which MCP forbids: any program could claim it.", "Update the app, or use another edition of it: the desktop app's Code tab had this fault in 2026, the command line and the web edition had not."),
        Failed(AttemptStep.Register, Registers, "register_assertion", "Can only prove itself by signed assertions (private_key_jwt), which this gateway does not take.", "Let the app use no secret, or client_secret_post; in ChatGPT remove the connector and add it again."),
        Failed(AttemptStep.Register, Registers, "register_grants", "Registered for ways of signing in that are not served here: it needs authorization_code with response type code.", UpdateClient),
        Failed(AttemptStep.Register, Registers, "register_body", "Sent a registration that is no JSON object of at most 16 KB.", UpdateClient),
        Failed(AttemptStep.Register, Registers, "register_too_many", "More registrations came from this address in a minute than the gateway takes.", "Wait a minute and try again. Operator: where a proxy makes all callers look like one address, raise SQUAREMCP__OAuth__CeilingPercent."),
        Failed(AttemptStep.Register, Registers, "register_refused", "The registration was refused.", UpdateClient),

        Fine(AttemptStep.Authorize, Opens, "sign_in_shown", "A browser was sent here; the sign-in page was shown."),
        Fine(AttemptStep.Authorize, Consents, "consent_shown", "The person signed in and was asked whether to let the app in."),
        Fine(AttemptStep.Authorize, Lets, "allowed", "The person let the app in and was sent back to it with a code."),
        Failed(AttemptStep.Authorize, Opens, "no_client", "The app did not say which app it is (client_id).", UpdateClient),
        Failed(AttemptStep.Authorize, Opens, "client_forgotten", "The app uses a registration that this gateway does not have: it was deleted, expired because nobody let it in for 30 days, or was made at another installation.", Reconnect + " It then registers anew; some apps (Claude Desktop) keep the old registration until then."),
        Failed(AttemptStep.Authorize, Opens, "client_unknown", "The app says it is one this gateway has never heard of.", Reconnect + " Where the client id was typed in, leave it out, or ask the operator to add it (SQUAREMCP__OAuth__Clients)."),
        Failed(AttemptStep.Authorize, Opens, "document_unreachable", "The app's id is the address of a document that describes it, and that document could not be read.", "Use the app's own id (for Claude it is at claude.ai, not claude.com). Operator: the gateway must be able to reach that address by https."),
        Failed(AttemptStep.Authorize, Opens, "document_refused", "The document at the app's id does not describe an app that can be let in.", UpdateClient),
        Failed(AttemptStep.Authorize, Opens, "document_assertion", "The document at the app's id says that it can only prove itself by signed assertions (private_key_jwt), which this gateway does not take.", "In ChatGPT, remove the connector and add it again, so that it uses its newer id or registers itself."),
        Failed(AttemptStep.Authorize, Opens, "redirect_mismatch", "The app wants people sent back to an address it has not registered.", UpdateClient + " An older edition of opencode had this fault."),
        Failed(AttemptStep.Authorize, Opens, "redirect_host", "The app registered one name of the person's own computer and uses another: localhost and 127.0.0.1 are not the same.", UpdateClient),
        Failed(AttemptStep.Authorize, Opens, "redirect_scheme", "The app wants people sent back by an address scheme of its own, which MCP forbids: any program could claim it.", "Update the app, or use another edition of it: the desktop app's Code tab had this fault in 2026, the command line and the web edition had not."),
        Failed(AttemptStep.Authorize, Opens, "no_redirect", "The app did not say where to send people back to (redirect_uri).", UpdateClient),
        Failed(AttemptStep.Authorize, Consents, "prompt_none", "The app asked not to show anything (prompt=none), and nobody is signed in here.", "Sign in to this gateway in that browser and try again; report it to the app's vendor."),
        Failed(AttemptStep.Authorize, Consents, "no_cookies", "The browser keeps no cookies of this gateway, so nobody can sign in with it.", "Allow cookies for this site. In an app's own window or an embedded browser, open the link in a real browser instead; private windows and tracking protection may be the cause."),
        Failed(AttemptStep.Authorize, Consents, "form_foreign", "A form of the sign-in came from another page or an older one.", "Go back to the app and connect again, in one browser window."),
        Failed(AttemptStep.Authorize, Consents, "address_unproved", "The person's e-mail address is not confirmed yet, and the gateway wants that first.", "Follow the link in the mail (look in the spam folder; /account sends it again), then connect again."),
        Failed(AttemptStep.Authorize, Consents, "no_pkce", "The app did not use PKCE with S256, which MCP requires.", UpdateClient),
        Failed(AttemptStep.Authorize, Consents, "wrong_resource", "The app asks for access to an address that is not this gateway's.", "Enter the address exactly as the gateway publishes it. If the gateway moved or was renamed, remove the connection in the app and add it again: apps keep the old address. Operator: check SQUAREMCP__PublicOrigin."),
        Failed(AttemptStep.Authorize, Consents, "bad_scope", "The app asks for rights that this gateway does not know, and for no other.", "Leave the scope out of the app's settings, or use: mcp."),
        Failed(AttemptStep.Authorize, Consents, "bad_request", "The app's request to sign in is not one that OAuth 2.1 allows.", UpdateClient),
        Failed(AttemptStep.Authorize, Lets, "denied", "The person did not let the app in.", "Nothing is wrong. Connect again and choose Allow if it was a slip."),
        Failed(AttemptStep.Authorize, Lets, "form_too_old", "The question whether to let the app in was answered after more than ten minutes, or signed in as somebody else.", "Connect again, and answer within ten minutes."),
        Failed(AttemptStep.Authorize, Lets, "not_allowed", "The app could not be let in for that customer.", "Look at what the page said: the person may be no member any more, or the customer has too many apps. End those that are not needed."),

        Fine(AttemptStep.Token, Tokens, "issued", "The app took its tokens."),
        Fine(AttemptStep.Token, Tokens + 1, "refreshed", "The app renewed its token."),
        Failed(AttemptStep.Token, Tokens, "token_body", "The app asked for its tokens in another form than OAuth's (application/x-www-form-urlencoded).", UpdateClient),
        Failed(AttemptStep.Token, Tokens, "token_client_forgotten", "The app uses a registration that this gateway does not have any more.", Reconnect + " It then registers anew."),
        Failed(AttemptStep.Token, Tokens, "token_secret", "The app's secret is missing or wrong, or it sent one although it has none.", "Enter the secret again in the app; one that registered itself: " + Reconnect),
        Failed(AttemptStep.Token, Tokens, "token_assertion", "The app tried to prove itself by a signed assertion (private_key_jwt), which this gateway does not take.", "In ChatGPT, remove the connector and add it again, so that it uses no secret."),
        Failed(AttemptStep.Token, Tokens, "token_resource", "The app asks for a token for an address that is not the one the person let it in for.", "Enter the address exactly as the gateway publishes it, and connect again: apps keep an old address."),
        Failed(AttemptStep.Token, Tokens, "token_redirect", "The app named another address to send people back to than the one it used when it asked.", UpdateClient),
        Failed(AttemptStep.Token, Tokens, "verifier", "The app's proof (PKCE code_verifier) is missing or is not the one that belongs to its request.", "Connect again, in one window only: two sign-ins at once mix up their proofs. If it stays, update the app."),
        Failed(AttemptStep.Token, Tokens, "code_expired", "The app came for its tokens more than a minute after the person let it in.", "Connect again. If it stays: the computer's or server's clock is right here, so something between the browser and the app is slow (a program that waits for the browser may have ended)."),
        Failed(AttemptStep.Token, Tokens, "code_reused", "The app used its code twice, so its access was ended.", Reconnect + " Browser add-ons that load pages twice cause this."),
        Failed(AttemptStep.Token, Tokens, "code_unknown", "The app sent a code that is not one of this gateway's, or was given to another app.", "Connect again. Where several installations of the gateway share an address, each must reach the same database."),
        Failed(AttemptStep.Token, Tokens, "refresh_reused", "A refresh token was used again after its successor was in use. Somebody else may have had it, so the app's access was ended.", "Connect the app again. If you did not run the app twice at once (two windows, a restored backup, a synchronised settings folder), treat the old token as stolen."),
        Failed(AttemptStep.Token, Tokens, "refresh_dead", "The app's refresh token is unknown, has expired (unused for a month, or after three months) or was ended by a person.", "Connect the app again."),
        Failed(AttemptStep.Token, Tokens, "scope_widened", "The app asked for more rights than the person gave it.", "Connect again and allow what it asks for, or update the app."),
        Failed(AttemptStep.Token, Tokens, "token_refused", "The request for tokens was refused.", UpdateClient),
        Failed(AttemptStep.Token, Tokens, "token_expired", "The app's access token has expired and it has not renewed it.", "If the app does not recover by itself, sign in to it again: it does not use its refresh token."),

        Fine(AttemptStep.List, Enters, "entered", "The app is in: its credential was taken."),
        Fine(AttemptStep.List, Lists, "listed", "The app read the list of tools."),
        Failed(AttemptStep.List, Enters, "token_unknown", "The app's access token is unknown or was ended: a person revoked the app, or it was used twice.", "Connect the app again. My apps, in the account, lists what is let in."),
        Failed(AttemptStep.List, Enters, "token_foreign", "The app sent a key or token that is not one of this gateway's.", "Look for a token of another service, a placeholder or quotation marks in the app's settings. Without any header the app is told to sign in."),
        Failed(AttemptStep.List, Enters, "token_resource_other", "The app's token is for another part of this gateway than MCP.", Reconnect + " Its address must end in /mcp."),
        Failed(AttemptStep.List, Enters, "scope_missing", "The app's token does not cover tools.", "Connect again and allow it to use tools (scope mcp)."),
        Failed(AttemptStep.List, Enters, "member_gone", "The person who let the app in is no member of the customer any more.", "Have a member connect the app."),
        Failed(AttemptStep.List, Enters, "key_unknown", "The app sent a key that this gateway does not know.", "Copy the key again, whole; it begins with sq_. It may be of another installation."),
        Failed(AttemptStep.List, Enters, "key_revoked", "The app sent a key that has been revoked.", "Make a new key and enter it in the app."),
        Failed(AttemptStep.List, Enters, "bad_header", "The app's Authorization header is not a bearer token, or it sent two credentials.", "Send one header: Authorization: Bearer, a space and the key; or x-api-key and the key."),
        Failed(AttemptStep.List, Enters, "admin_key", "The app uses the operator's admin key without naming a customer.", "Give the app a key of a customer. The admin key does not belong in an app."),
        Failed(AttemptStep.List, Lists, "not_mcp", "The app was let in, and its message is not one MCP message as JSON (a batch, another content type, too long or broken).", UpdateClient),
        Failed(AttemptStep.List, Lists, "protocol_version", "The app speaks a version of MCP that this gateway does not.", UpdateClient),
        Failed(AttemptStep.List, Lists, "protocol_headers", "The app's MCP headers are missing or do not say what its message says.", UpdateClient + " A proxy that drops headers (MCP-Protocol-Version, Mcp-Method, Mcp-Name) causes this too."),

        Fine(AttemptStep.Call, Calls, "called", "The app called a tool, and it worked."),
        Failed(AttemptStep.Call, Calls, "call_unknown", "The app called a tool that does not exist.", "Let the app read the list of tools again (reconnect or restart it)."),
        Failed(AttemptStep.Call, Calls, "call_unconnected", "The app is connected; the account it wanted to use at a platform is not.", "Connect that account: ask the assistant for the link, or use squaremcp connect."),
        Failed(AttemptStep.Call, Calls, "call_refused", "The app is connected; its first calls were refused or failed.", "The audit trail says why for each call."),
    ];

    private static readonly Dictionary<string, Finding> ByName = All.ToDictionary(one => one.Name, StringComparer.Ordinal);

    internal static IReadOnlyCollection<Finding> Everything => All;

    /// <summary>A word of a newer or older gateway's reads as itself.</summary>
    internal static Finding Of(AttemptMark mark) => ByName.TryGetValue(mark.Finding, out var known)
        ? known
        : new(mark.Step, mark.Failed, ((int)mark.Step + 1) * 10, mark.Finding, mark.Finding.Replace('_', ' ') + ".", mark.Failed ? AskOperator : null);

    internal static Finding Of(string name) => ByName[name];

    private static Finding Fine(AttemptStep step, int rank, string name, string says) => new(step, IsFailure: false, rank, name, says, null);

    private static Finding Failed(AttemptStep step, int rank, string name, string says, string advice) => new(step, IsFailure: true, rank, name, says, advice);
}

/// <param name="Rank">How far it is on the way in.</param>
/// <param name="Says">What happened, to a person.</param>
/// <param name="Advice">What to do; null where nothing is to be done.</param>
internal sealed record Finding(AttemptStep Step, bool IsFailure, int Rank, string Name, string Says, string? Advice);
