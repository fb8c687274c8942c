using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Gmail;

/// <summary>Gmail for one person: messages and labels to read, messages and drafts to write, Google's page and token endpoint; 6,000 units a minute, as there.</summary>
internal sealed class GmailSimulator : IHttpSimulator
{
    private const string Api = "gmail.googleapis.com", Web = "accounts.google.com", Token = "oauth2.googleapis.com", Root = "/gmail/v1/users/", Scope = "https://www.googleapis.com/auth/gmail.";

    private static readonly string[] Scopes = [Scope + "readonly", Scope + "compose", Scope + "send", Scope + "modify", Scope + "labels", Scope + "metadata"];
    private static readonly string[] Reading = [Scope + "readonly", Scope + "modify"], Sending = [Scope + "compose", Scope + "send", Scope + "modify"], Drafting = [Scope + "compose", Scope + "modify"];
    private static readonly string[] SystemLabels = ["INBOX", "SENT", "DRAFT", "SPAM", "TRASH", "STARRED", "UNREAD", "IMPORTANT", "CHAT", "CATEGORY_PERSONAL", "CATEGORY_SOCIAL", "CATEGORY_PROMOTIONS", "CATEGORY_UPDATES", "CATEGORY_FORUMS"];

    private readonly Worlds<GmWorld> worlds;
    private readonly OAuthDesk oauth;
    private readonly TimeProvider clock;

    internal GmailSimulator(Tenants tenants, TimeProvider clock)
    {
        (this.clock, worlds) = (clock, new(tenant => new(tenant, clock)));
        oauth = new(tenants, Platform, new("Google", Scopes, TimeSpan.FromHours(1))
        {
            RefreshLife = TimeSpan.FromDays(3_650),
            KeepsRefresh = true,
            Pkce = true,
            Said = new Dictionary<string, string> { ["access_type"] = "offline", ["prompt"] = "consent" },
        }, clock);
    }

    public string Platform => "gmail";

    public IReadOnlyList<string> Hosts { get; } = [Api, Web, Token];

    internal SandboxAccount Account(string tenant) => oauth.Account(tenant, Scopes[..2], GmWorld.AddressOf(tenant), GmWorld.AddressOf(tenant));

    public string WorldOf(string tenant) => tenant;

    public async ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) =>
        request.Host == Api ? oauth.Known(request) is { } token ? new(token.Tenant) : null
        : request is { Host: Token, Path: "/token" } && oauth.Refresh(await OAuthDesk.RefreshOf(request, cancellationToken)) is { } refresh ? new(refresh.Tenant, IsRefresh: true)
        : null;

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => GmErrors.TooMany(fault.RetryAfter is { } wait ? clock.GetUtcNow().AddSeconds(wait) : null),
        FaultKinds.RotatedToken => Answer.Json(400, new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "Token has been expired or revoked." }),
        _ => GmErrors.BadToken,
    };

    public async Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken) => (request.Host, request.Path) switch
    {
        (Web, "/o/oauth2/v2/auth") => await oauth.AuthorizeAsync(request, cancellationToken),
        (Token, "/token") => await oauth.TokenAsync(request, cancellationToken),
        (Token, "/revoke") => await oauth.RevokeAsync(request, cancellationToken, byTokenAlone: true),
        (Api, _) => await CallAsync(request, cancellationToken),
        _ => throw GmErrors.NotFound,
    };

    private async Task<Answer> CallAsync(Request request, CancellationToken cancellationToken)
    {
        if (oauth.Bearer(request) is not { } token)
        {
            return GmErrors.BadToken;
        }

        var isUpload = request.Path.StartsWith($"/upload{Root}", StringComparison.Ordinal);
        var path = isUpload ? request.Path["/upload".Length..] : request.Path;
        var world = worlds.Of(token.Tenant);
        if (!path.StartsWith(Root, StringComparison.Ordinal) || path[Root.Length..].Split('/') is not [var user, .. var rest] || !(user == "me" || Uri.UnescapeDataString(user) == world.Address))
        {
            throw GmErrors.NotFound;
        }

        var call = new GmCall(request, token, world);
        return request.Method == "POST" ? await WriteAsync(call, rest, isUpload, cancellationToken) : isUpload || request.Method != "GET" ? throw GmErrors.NotFound : Read(call, rest);
    }

    private static Answer Read(GmCall call, string[] path)
    {
        lock (call.World.Gate)
        {
            switch (path)
            {
                case ["profile"]:
                    call.Begin(1, [.. Reading, .. Drafting, Scope + "metadata"], []);
                    return call.Answer(new() { ["emailAddress"] = call.World.Address, ["messagesTotal"] = call.World.Messages.Count, ["threadsTotal"] = call.World.Messages.DistinctBy(one => one.Thread).Count(), ["historyId"] = "1" });
                case ["labels"]:
                    call.Begin(1, [.. Reading, Scope + "labels", Scope + "metadata"], []);
                    return call.Answer(new() { ["labels"] = new JsonArray([.. SystemLabels.Select(name => (JsonNode)Label(name, name, "system")), Label(GmWorld.OwnLabel, GmWorld.OwnLabelName, "user")]) });
                case ["messages"]:
                    call.Begin(5, Reading, ["q", "labelIds", "maxResults", "pageToken", "includeSpamTrash"]);
                    return List(call);
                case ["messages", var id]:
                    call.Begin(20, Reading, ["format", "metadataHeaders"]);
                    return call.Answer(GmJson.Of(Message(call, id), call.One("format", "full", "full", "metadata", "minimal", "raw"), call.All("metadataHeaders")));
                case ["messages", var id, "attachments", var attachment]:
                    call.Begin(20, Reading, []);
                    var content = GmJson.Content(GmJson.Attachment(Message(call, id), Uri.UnescapeDataString(attachment)) ?? throw GmErrors.Invalid("Invalid attachment token"));
                    return call.Answer(new() { ["size"] = content.Length, ["data"] = Base64Url.EncodeToString(content) });
                default:
                    throw GmErrors.NotFound;
            }
        }
    }

    private static Answer List(GmCall call)
    {
        var labels = call.All("labelIds");
        if (labels.FirstOrDefault(label => !SystemLabels.Contains(label) && label != GmWorld.OwnLabel) is { } unknown)
        {
            throw GmErrors.Invalid($"Invalid label: {unknown}");
        }

        var query = call.Query("q") ?? "";
        var isEverywhere = call.One("includeSpamTrash", "false", "true", "false") == "true" || query.Contains("in:anywhere", StringComparison.Ordinal) || query.Contains("in:spam", StringComparison.Ordinal) || query.Contains("in:trash", StringComparison.Ordinal);
        var fits = GmSearch.Parse(query);
        var found = call.World.Messages.Where(message => labels.All(message.Labels.Contains) && (isEverywhere || !(message.Labels.Contains("SPAM") || message.Labels.Contains("TRASH"))) && fits(message)).Reverse().ToList();
        var (start, most) = (call.Number("pageToken", 0, 0, 1_000_000), call.Number("maxResults", 100, 1, 500));
        var page = found.Skip(start).Take(most).ToList();
        var list = new JsonObject();
        if (page.Count > 0)
        {
            list["messages"] = new JsonArray([.. page.Select(message => (JsonNode)GmJson.Brief(message, withLabels: false))]);
        }

        if (start + most < found.Count)
        {
            list["nextPageToken"] = (start + most).ToString(CultureInfo.InvariantCulture);
        }

        list["resultSizeEstimate"] = found.Count;
        return call.Answer(list);
    }

    private static async Task<Answer> WriteAsync(GmCall call, string[] path, bool isUpload, CancellationToken cancellationToken)
    {
        var isDraft = path is ["drafts"];
        if (!isDraft && path is not ["messages", "send"])
        {
            throw GmErrors.NotFound;
        }

        var (about, raw) = await GmUpload.ReadAsync(call.Request, isUpload, isDraft, cancellationToken);
        var thread = GmUpload.Message(about, isDraft).Text("threadId", GmErrors.Invalid);
        lock (call.World.Gate)
        {
            call.Begin(isDraft ? 10 : 100, isDraft ? Drafting : Sending, isUpload ? ["uploadType"] : []);
            if (isUpload && call.Query("uploadType") != "multipart")
            {
                throw GmErrors.Invalid("uploadType must be multipart");
            }

            if (!isDraft)
            {
                return call.Answer(GmJson.Brief(call.World.Send(raw, thread), withLabels: true));
            }

            var (draft, message) = call.World.Draft(raw, thread);
            return call.Answer(new() { ["id"] = draft, ["message"] = GmJson.Brief(message, withLabels: true) });
        }
    }

    private static GmMessage Message(GmCall call, string id) => !id.All(char.IsAsciiHexDigitLower) ? throw GmErrors.Invalid("Invalid id value") : call.World.Find(id) ?? throw GmErrors.NotFound;

    private static JsonObject Label(string id, string name, string type) => new() { ["id"] = id, ["name"] = name, ["type"] = type };
}

internal sealed record GmCall(Request Request, SignedToken Token, GmWorld World)
{
    /// <summary>What every call may say besides.</summary>
    private static readonly string[] Common = ["fields", "alt", "prettyPrint"];

    /// <summary>What it costs, which of the scopes lets it, and which parameters it has.</summary>
    internal void Begin(int units, string[] scopes, string[] parameters)
    {
        if (!Token.Scopes.Any(scopes.Contains))
        {
            throw GmErrors.NotAllowed;
        }

        if (Request.Context.Request.Query.Keys.FirstOrDefault(name => !parameters.Contains(name) && !Common.Contains(name)) is { } unknown)
        {
            throw GmErrors.Invalid($"Invalid JSON payload received. Unknown name \"{unknown}\": Cannot bind query parameter.");
        }

        if (!World.Spend(units))
        {
            throw new RefusedException(GmErrors.TooMany(null));
        }
    }

    internal IReadOnlyList<string> All(string name) => [.. Request.Context.Request.Query[name].OfType<string>()];

    internal string? Query(string name) => All(name) switch
    {
        [] => null,
        [var one] => one,
        _ => throw GmErrors.Invalid($"{name} is given twice"),
    };

    internal string One(string name, string otherwise, params string[] allowed) => Query(name) is not { } given ? otherwise : allowed.Contains(given) ? given : throw GmErrors.Invalid($"Invalid value at '{name}', \"{given}\"");

    internal int Number(string name, int otherwise, int least, int most) => Query(name) is not { } given ? otherwise
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw GmErrors.Invalid($"Invalid value at '{name}', \"{given}\"");

    internal Answer Answer(JsonObject body) => Sandbox.Answer.Json(200, Query("fields") is { } mask ? GmFields.Parse(mask).Of(body) : body, "application/json; charset=UTF-8");
}
