using Squaremcp.Doctor;
using Squaremcp.Frontend.Accounts;
using Squaremcp.Frontend.Callers;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.OAuth.Clients;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Doctor;

/// <summary>Sees clients come, step by step, and says so to <see cref="Sightings"/>: after an answer, never instead of one.</summary>
internal sealed partial class Observer(Sightings sightings, Whereabouts whereabouts, Browser browser, ClientDocuments documents, TimeProvider clock, ILogger<Observer> logger)
{
    private const int LongestDetail = 160;
    private const int LongestId = 300;

    private readonly ReachedSteps reached = new();

    /// <summary>The endpoints that clients call before they are in; <c>/mcp</c> tells by itself. Noted when the answer is known and before anybody has it, so that whoever asks next finds it.</summary>
    internal Task WatchAsync(HttpContext context, Func<HttpContext, Task> next)
    {
        context.Response.OnStarting(() =>
        {
            Note(context);
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>The code a person may quote; null where no app is asking.</summary>
    internal string? Code(HttpContext context) => Seen.Of(context).ClientId is { } id && Path(context).StartsWith("/authorize", StringComparison.Ordinal) ? whereabouts.Code(browser.Id(context), Short(id), clock.GetUtcNow()) : null;

    /// <summary>A host or an origin that is not ours.</summary>
    internal void Misdirected(HttpContext context, string finding, string? detail)
    {
        var path = Path(context);
        if (path is "/mcp" or "/sse" or "/register" or "/token" or "/authorize" || path.StartsWith("/.well-known/oauth", StringComparison.Ordinal))
        {
            Add(context, AttemptStep.Discover, finding, detail);
        }
    }

    /// <summary>Whom the door of MCP did not let in.</summary>
    internal void Refused(HttpContext context, Authentication refused)
    {
        var finding = refused switch
        {
            Authentication.Missing => "challenged",
            Authentication.TooMany => "too_many",
            Authentication.Malformed => "bad_header",
            Authentication.Insufficient => "scope_missing",
            Authentication.Superadmin or Authentication.UnknownCustomer => "admin_key",
            Authentication.Invalid(var why) when why.Contains("has expired", StringComparison.Ordinal) => "token_expired",
            Authentication.Invalid(var why) when why.Contains("another resource", StringComparison.Ordinal) => "token_resource_other",
            Authentication.Invalid(var why) when why.Contains("no member", StringComparison.Ordinal) => "member_gone",
            Authentication.Invalid(var why) when why.Contains("token is unknown", StringComparison.Ordinal) => "token_unknown",
            Authentication.Invalid(var why) when why.Contains("has been revoked", StringComparison.Ordinal) => "key_revoked",
            Authentication.Invalid(var why) when why.StartsWith("This key is", StringComparison.Ordinal) => "key_unknown",
            _ => "token_foreign",
        };
        Add(context, Findings.Of(finding).Step, finding, null);
        if (Seen.Of(context) is { CustomerId: not null } seen)
        {
            reached.Forget(seen.GrantId ?? seen.KeyId);
        }
    }

    /// <summary>A message of a caller that is in and that no method can answer.</summary>
    internal void Garbled(Caller caller, string finding, string? detail = null)
    {
        if (reached.IsNew(caller, Findings.Of(finding), clock.GetUtcNow()))
        {
            Add(caller, finding, detail);
        }
    }

    /// <summary>A caller that is in has done this; the first time today is told, and each failure before a first success.</summary>
    internal void Reached(Caller caller, string method, FailureKind? failure)
    {
        if (caller.Kind == CallerKind.Admin || (method is not ("tools/list" or "tools/call" or "initialize" or "server/discover")))
        {
            return;
        }

        var finding = (method, failure) switch
        {
            ("tools/list", _) => "listed",
            ("tools/call", null) => "called",
            ("tools/call", FailureKind.UnknownTool) => "call_unknown",
            ("tools/call", FailureKind.NeedsConnection or FailureKind.NeedsReconnection) => "call_unconnected",
            ("tools/call", _) => "call_refused",
            _ => "entered",
        };
        Garbled(caller, finding, failure is { } kind ? Outcomes.Word(kind) : null);
    }

    private void Note(HttpContext context)
    {
        try
        {
            if (Saw(context) is var (step, finding, detail))
            {
                Add(context, step, finding, detail);
            }
        }
        catch (Exception broken)
        {
            // The client's answer matters more than what is noted of it.
            Broke(context.Request.Path.Value ?? "", broken);
        }
    }

    private (AttemptStep Step, string Finding, string? Detail)? Saw(HttpContext context)
    {
        var (path, status) = (Path(context), context.Response.StatusCode);
        var seen = Seen.Of(context);
        switch (path)
        {
            case var _ when status >= 500 || HttpMethods.IsOptions(context.Request.Method):
                return null;
            case Metadata.AuthorizationServer when status == 200:
                return Of("server_metadata");
            case "/.well-known/oauth-protected-resource" or "/.well-known/oauth-protected-resource/mcp" when status == 200:
                return Of("resource_metadata");
            case "/register" or "/token" or "/authorize" or "/authorize/consent" when status == StatusCodes.Status405MethodNotAllowed:
                return null;
            case "/register":
                return status == StatusCodes.Status201Created ? Of("registered") : Of(Causes.OfRegistration(seen, status));
            case "/authorize":
                return seen.Error is null ? seen.Shown is { } shown ? Of(shown) : null : Of(Causes.OfAuthorization(seen, seen.ClientId is { } id ? documents.WhyNot(id) : null));
            case "/authorize/consent":
                return seen.Error is null ? seen.Shown is { } decided ? Of(decided) : null : Of(Causes.OfConsent(seen, HasCookie(context)));
            case "/login" or "/login/code" or "/signup" when HttpMethods.IsPost(context.Request.Method) && seen.Error is not null && !HasCookie(context) && Parameters.Of(context.Request.QueryString.Value ?? "")["client_id"] is { } asking:
                Seen.Is(context, asking, null);
                return Of("no_cookies");
            case "/token":
                return status == StatusCodes.Status200OK ? Of(seen.IsRefresh ? "refreshed" : "issued") : Of(Causes.OfToken(seen));
            default:
                return status >= 300 && IsMcp(context, path) ? Of(("wrong_path", context.Request.Path.Value)) : null;
        }
    }

    /// <summary>Only MCP clients take an event stream for an answer to what they ask.</summary>
    private static bool IsMcp(HttpContext context, string path) =>
        path is not ("/mcp" or "/sse" or "/messages") && !path.StartsWith("/conformance", StringComparison.Ordinal) && !path.StartsWith("/api/", StringComparison.Ordinal)
        && context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private bool HasCookie(HttpContext context) => context.Request.Cookies.ContainsKey(browser.CookieName("browser"));

    private static (AttemptStep, string, string?) Of(string finding) => (Findings.Of(finding).Step, finding, null);

    private static (AttemptStep, string, string?) Of((string Finding, string? Detail) cause) => (Findings.Of(cause.Finding).Step, cause.Finding, cause.Detail);

    private void Add(HttpContext context, AttemptStep step, string finding, string? detail)
    {
        var seen = Seen.Of(context);
        var now = clock.GetUtcNow();
        var isPersons = step == AttemptStep.Authorize && (finding != "no_cookies");
        sightings.Add(new()
        {
            At = now,
            Step = step,
            Finding = finding,
            Failed = Findings.Of(finding).IsFailure,
            Detail = Clean(detail),
            Source = whereabouts.Source(context),
            Network = Whereabouts.Network(context),
            Hosted = Whereabouts.Hosted(context),
            Family = Families.Of(seen.ClientName, seen.ClientId, step == AttemptStep.Authorize ? null : context.Request.Headers.UserAgent.ToString(), Whereabouts.Hosted(context)),
            ClientId = seen.ClientId is { } id ? Short(id) : null,
            ClientName = seen.ClientName is { } name ? ClientMetadata.Shown(name) : null,
            Browser = isPersons ? browser.Id(context) : null,
            Code = isPersons && seen.ClientId is { } asking ? whereabouts.Code(browser.Id(context), Short(asking), now) : null,
            CustomerId = seen.CustomerId,
            GrantId = seen.GrantId,
            KeyId = seen.KeyId,
            Account = seen.Account,
        });
    }

    private void Add(Caller caller, string finding, string? detail) => sightings.Add(new()
    {
        At = clock.GetUtcNow(),
        Step = Findings.Of(finding).Step,
        Finding = finding,
        Failed = Findings.Of(finding).IsFailure,
        Detail = Clean(detail),
        Source = "",
        Family = Families.Of(caller.Client),
        ClientName = caller.KeyId is not null && caller.Client is { } client ? ClientMetadata.Shown(client) : null,
        CustomerId = caller.CustomerId,
        GrantId = caller.GrantId,
        KeyId = caller.KeyId,
        Account = caller.Account,
    });

    private static string Path(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        path = path.StartsWith("/oauth/", StringComparison.OrdinalIgnoreCase) ? path["/oauth".Length..] : path;
        return path.Length > 1 ? path.TrimEnd('/').ToLowerInvariant() : path;
    }

    private static string Short(string id) => id.Length > LongestId ? id[..LongestId] : id;

    /// <summary>A stranger's words: one line of what can be seen.</summary>
    private static string? Clean(string? detail) => detail is null ? null
        : string.Concat(detail.Take(LongestDetail).Select(letter => letter is >= ' ' and < '\u007f' ? letter : '?'));

    [LoggerMessage(Level = LogLevel.Error, Message = "What came to {Path} could not be noted for the connection doctor.")]
    private partial void Broke(string path, Exception exception);
}
