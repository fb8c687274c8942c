using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Outlook;

/// <summary>Microsoft Graph v1.0 for one person's mailbox, Microsoft's sign-in, and the host of Exchange that takes uploads.</summary>
internal sealed class OutlookSimulator : IHttpSimulator
{
    private const string Graph = "graph.microsoft.com", Login = "login.microsoftonline.com", Upload = "outlook.office.com", TokenPath = "/common/oauth2/v2.0/token";
    private const int MostBody = 4 * 1024 * 1024;

    private static readonly string[] Scopes = ["offline_access", "User.Read", "Mail.Read", "Mail.ReadWrite", "Mail.Send"];

    private readonly Worlds<OlWorld> worlds;
    private readonly OAuthDesk oauth;
    private readonly OlWrites writes;

    internal OutlookSimulator(Tenants tenants, TimeProvider clock)
    {
        (writes, worlds) = (new(tenants, clock), new(tenant => new(tenant, clock)));
        oauth = new(tenants, Platform, new("Microsoft", Scopes, TimeSpan.FromHours(1)) { Pkce = true, RefreshLife = TimeSpan.FromDays(90) }, clock);
    }

    public string Platform => "outlook";

    public IReadOnlyList<string> Hosts { get; } = [Graph, Login, Upload];

    internal SandboxAccount Account(string tenant) => oauth.Account(tenant, Scopes, worlds.Of(tenant).Id, OlWorld.Address);

    public string WorldOf(string tenant) => tenant;

    public async ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) =>
        request.Host == Graph ? oauth.Known(request) is { } token ? new(token.Tenant) : null
        : request.Path == TokenPath && oauth.Refresh(await OAuthDesk.RefreshOf(request, cancellationToken)) is { } refresh ? new(refresh.Tenant, IsRefresh: true)
        : null;

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => fault.RetryAfter is { } wait ? OlErrors.TooMany.With("Retry-After", wait.ToString(CultureInfo.InvariantCulture)) : OlErrors.TooMany,
        FaultKinds.RotatedToken => Answer.Json(400, new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "AADSTS70008: The refresh token has expired due to inactivity.", ["error_codes"] = new JsonArray(70008) }),
        _ => OlErrors.Expired,
    };

    public async Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken) => (request.Host, request.Path) switch
    {
        (Login, "/common/oauth2/v2.0/authorize") => await oauth.AuthorizeAsync(request, cancellationToken),
        (Login, TokenPath) => await oauth.TokenAsync(request, cancellationToken),
        (Upload, _) when request.Method == "PUT" && writes.Whose(request) is var (tenant, session) => await PutAsync(request, worlds.Of(tenant), session, cancellationToken),
        (Graph, _) => await CallAsync(request, cancellationToken),
        _ => throw OlErrors.NotFound,
    };

    private static async Task<Answer> PutAsync(Request request, OlWorld world, string session, CancellationToken cancellationToken)
    {
        var bytes = await request.BodyAsync(MostBody, cancellationToken);
        lock (world.Gate)
        {
            return OlWrites.Put(world, session, request, bytes);
        }
    }

    private async Task<Answer> CallAsync(Request request, CancellationToken cancellationToken)
    {
        if (oauth.Bearer(request) is not { } token)
        {
            return OlErrors.Expired;
        }

        var path = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        var hasBody = request.Method is "POST" or "PATCH" && path is not [.., "send"];
        var body = hasBody ? await StrictJson.ReadAsync(request, MostBody, OlErrors.Invalid, cancellationToken) : default;
        var world = worlds.Of(token.Tenant);
        lock (world.Gate)
        {
            return path is ["v1.0", "me", .. var rest] ? request.Method == "GET" ? Read(request, token, world, rest) : Write(request, token, world, rest, body) : throw OlErrors.Invalid("Resource not found for the segment.");
        }
    }

    private static Answer Read(Request request, SignedToken token, OlWorld world, string[] path)
    {
        if (path.Length == 0)
        {
            Needs(token, "User.Read");
            return Answer.Json(200, new JsonObject { ["id"] = world.Id, ["displayName"] = OlWorld.Name, ["mail"] = OlWorld.Address, ["userPrincipalName"] = OlWorld.Address });
        }

        Needs(token, "Mail.Read", "Mail.ReadWrite");
        var isImmutable = request.Context.Request.Headers["Prefer"].ToString().Contains("IdType=\"ImmutableId\"", StringComparison.Ordinal);
        switch (path)
        {
            case ["messages"]:
                return List(request, world.Messages, isImmutable);
            case ["mailFolders", var folder, "messages"]:
                return List(request, world.Messages.Where(message => message.Folder == OlWorld.Folder(folder).Id), isImmutable);
            case ["mailFolders"]:
                return Folders(request, null);
            case ["mailFolders", var parent, "childFolders"]:
                return Folders(request, OlWorld.Folder(parent).Id);
            case ["messages", var id]:
                OlQuery.Only(request, "$select");
                return Answer.Json(200, OlJson.Of(world.Message(id), OlQuery.Select(request), isImmutable));
            case ["messages", var id, "attachments"]:
                OlQuery.Only(request, "$select");
                return Answer.Json(200, new JsonObject { ["value"] = new JsonArray([.. world.Message(id).Attachments.Select(one => (JsonNode)OlJson.Of(one, OlQuery.Select(request)))]) });
            case ["messages", var id, "attachments", var part]:
                OlQuery.Only(request, "$select");
                return Answer.Json(200, OlJson.Of(Attachment(world, id, part), OlQuery.Select(request)));
            case ["messages", var id, "attachments", var part, "$value"]:
                OlQuery.Only(request);
                return new(200, Attachment(world, id, part).ContentType ?? "application/octet-stream", Attachment(world, id, part).Content);
            default:
                throw OlErrors.Invalid("Resource not found for the segment.");
        }
    }

    private Answer Write(Request request, SignedToken token, OlWorld world, string[] path, JsonElement body)
    {
        Needs(token, path is [.., "send"] ? "Mail.Send" : "Mail.ReadWrite");
        OlQuery.Only(request);
        switch (request.Method, path)
        {
            case ("POST", ["messages"]):
                return Answer.Json(201, OlJson.Of(writes.Draft(world, body), null, true));
            case ("POST", ["messages", var id, "createReply"]):
                return Answer.Json(201, OlJson.Of(writes.Reply(world, world.Message(id), body), null, true));
            case ("POST", ["messages", var id, "createForward"]):
                return Answer.Json(201, OlJson.Of(writes.Forward(world, world.Message(id), body), null, true));
            case ("POST", ["messages", var id, "send"]):
                writes.Send(world, world.Message(id));
                return new(202, "text/plain", []);
            case ("POST", ["messages", var id, "attachments"]):
                return Answer.Json(201, OlJson.Of(OlWrites.Attach(world, world.Message(id), body), null));
            case ("POST", ["messages", var id, "attachments", "createUploadSession"]):
                return writes.Begin(world, token.Tenant, world.Message(id), body, request.Base.Replace(Graph, Upload, StringComparison.Ordinal));
            case ("PATCH", ["messages", var id]):
                OlWrites.Change(world.Message(id), body);
                return Answer.Json(200, OlJson.Of(world.Message(id), null, true));
            case ("DELETE", ["messages", var id]):
                world.Messages.Remove(world.Message(id));
                return new(204, "text/plain", []);
            default:
                throw OlErrors.Invalid("Resource not found for the segment.");
        }
    }

    private static OlAttachment Attachment(OlWorld world, string message, string part) => world.Message(message).Attachments.Find(one => one.Id == part) ?? throw OlErrors.NotFound;

    private static Answer List(Request request, IEnumerable<OlMessage> messages, bool isImmutable)
    {
        OlQuery.Only(request, "$select", "$top", "$skip", "$skiptoken", "$filter", "$orderby", "$search");
        var query = request.Context.Request.Query;
        var (page, next) = OlQuery.Page(messages, query);
        var told = new JsonObject { ["value"] = new JsonArray([.. page.Select(message => (JsonNode)OlJson.Of(message, OlQuery.Select(request), isImmutable))]) };
        if (next is not null)
        {
            var same = query.Where(pair => pair.Key is not ("$skip" or "$skiptoken")).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value.ToString())}");
            told["@odata.nextLink"] = $"{request.Base.TrimEnd('/')}{request.Path}?{string.Join('&', [.. same, next])}";
        }

        return Answer.Json(200, told);
    }

    private static Answer Folders(Request request, string? parent)
    {
        OlQuery.Only(request, "$select", "$top");
        return Answer.Json(200, new JsonObject
        {
            ["value"] = new JsonArray([.. OlWorld.Folders.Where(folder => folder.Parent == parent).Select(folder => (JsonNode)new JsonObject { ["id"] = folder.Id, ["displayName"] = folder.Name })]),
        });
    }

    private static void Needs(SignedToken token, params string[] any)
    {
        if (!any.Any(token.Scopes.Contains))
        {
            throw OlErrors.Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
        }
    }
}
