using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Outlook;

/// <summary>Drafts, what is attached to them, and sending them.</summary>
internal sealed class OlWrites(Tenants tenants, TimeProvider clock)
{
    internal const string Uploads = "/api/v2.0/sbx/AttachmentSessions/";
    private const int MostAttached = 3 * 1024 * 1024, MostPart = 4 * 1024 * 1024;
    private const long LeastSession = 3_000_000, MostSession = 150L * 1024 * 1024;

    internal OlMessage Draft(OlWorld world, JsonElement body)
    {
        var draft = New(world);
        OlJson.Read(draft, body);
        return world.Add(draft);
    }

    internal OlMessage Reply(OlWorld world, OlMessage answered, JsonElement body)
    {
        var reply = New(world);
        (reply.Subject, reply.IsHtml, reply.Conversation) = ($"RE: {answered.Subject}", true, answered.Conversation);
        reply.Content = $"<html><body><br><hr>{System.Net.WebUtility.HtmlEncode(answered.Content)}</body></html>";
        reply.To = answered.ReplyTo.Count > 0 ? answered.ReplyTo : answered.From is { } from ? [from] : [];
        return Begun(world, reply, body);
    }

    internal OlMessage Forward(OlWorld world, OlMessage passed, JsonElement body)
    {
        var forward = New(world);
        (forward.Subject, forward.IsHtml, forward.Conversation) = ($"FW: {passed.Subject}", true, passed.Conversation);
        forward.Content = $"<html><head></head><body lang=\"en\"><hr><b>From:</b> {passed.From?.Address}<br>{(passed.IsHtml ? passed.Content : System.Net.WebUtility.HtmlEncode(passed.Content))}</body></html>";
        forward.Attachments.AddRange(passed.Attachments);
        return Begun(world, forward, body);
    }

    internal static void Change(OlMessage draft, JsonElement body)
    {
        OlJson.Read(Editable(draft), body);
    }

    internal void Send(OlWorld world, OlMessage draft)
    {
        if (!draft.IsDraft)
        {
            throw OlErrors.Refused(400, "ErrorInvalidRequest", "Cannot send a message that was sent.");
        }

        if (draft.To.Count + draft.Cc.Count + draft.Bcc.Count == 0)
        {
            throw OlErrors.Refused(400, "ErrorInvalidRecipients", "At least one recipient isn't valid., Recipients are empty.");
        }

        (draft.IsDraft, draft.IsRead, draft.Folder, draft.At) = (false, true, "sentitems", clock.GetUtcNow());
        if (draft.To.Concat(draft.Cc).Concat(draft.Bcc).Any(person => person.Address.Equals(OlWorld.Address, StringComparison.OrdinalIgnoreCase)))
        {
            var copy = world.Add(new(world.Next(""), clock.GetUtcNow()) { Folder = "inbox", Subject = draft.Subject, IsHtml = draft.IsHtml, Content = draft.Content, From = draft.From, To = draft.To, Cc = draft.Cc, Conversation = draft.Conversation });
            copy.Attachments.AddRange(draft.Attachments);
        }
    }

    internal static OlAttachment Attach(OlWorld world, OlMessage draft, JsonElement body)
    {
        body.Members("", OlErrors.Invalid, ["@odata.type", "name", "contentBytes"], "contentType", "isInline", "contentId");
        _ = body.Text("@odata.type", OlErrors.Invalid, "#microsoft.graph.fileAttachment");
        byte[] content;
        try
        {
            content = Convert.FromBase64String(body.Text("contentBytes", OlErrors.Invalid)!);
        }
        catch (FormatException)
        {
            throw OlErrors.Invalid("Cannot convert the literal to the expected type 'Edm.Binary'.");
        }

        if (content.Length > MostAttached)
        {
            throw OlErrors.Refused(413, "RequestBodyTooLarge", "The maximum request size is exceeded.");
        }

        Editable(draft).Attachments.Add(new(world.Next("AQ"), body.Text("name", OlErrors.Invalid)!, body.Text("contentType", OlErrors.Invalid), content));
        return draft.Attachments[^1];
    }

    /// <param name="host">Where outlook.office.com is, ending in a slash.</param>
    internal Answer Begin(OlWorld world, string tenant, OlMessage draft, JsonElement body, string host)
    {
        body.Members("", OlErrors.Invalid, ["AttachmentItem"]);
        var item = body.GetProperty("AttachmentItem");
        item.Members("/AttachmentItem", OlErrors.Invalid, ["attachmentType", "name", "size"], "contentType", "isInline", "contentId");
        _ = item.Text("attachmentType", OlErrors.Invalid, "file");
        var session = world.Next("session");
        world.Sessions[session] = new(Editable(draft).Id(true), item.Text("name", OlErrors.Invalid)!, item.Text("contentType", OlErrors.Invalid), item.Number("size", OlErrors.Invalid, LeastSession, MostSession)!.Value);
        return Answer.Json(201, new JsonObject
        {
            ["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.uploadSession",
            ["uploadUrl"] = $"{host.TrimEnd('/')}{Uploads}{tenant}/{session}?authtoken={tenants.Sign("outlook upload", $"{tenant}/{session}", 32)}",
            ["expirationDateTime"] = OlJson.Time(clock.GetUtcNow().AddHours(1)),
            ["nextExpectedRanges"] = new JsonArray("0-"),
        });
    }

    /// <summary>Whose upload an address is; null where nobody gave it out.</summary>
    internal (string Tenant, string Session)? Whose(Request request) =>
        request.Path.StartsWith(Uploads, StringComparison.Ordinal) && request.Path[Uploads.Length..].Split('/') is [var tenant, var session] && tenants.IsSigned("outlook upload", $"{tenant}/{session}", request.Context.Request.Query["authtoken"].ToString())
            ? (tenant, session)
            : null;

    internal static Answer Put(OlWorld world, string id, Request request, byte[] bytes)
    {
        if (!world.Sessions.TryGetValue(id, out var session) || world.Messages.Find(message => message.Id(true) == session.Draft) is not { } draft)
        {
            throw OlErrors.NotFound;
        }

        var range = request.Context.Request.Headers.ContentRange.ToString();
        var from = session.Received.Length;
        if (request.Context.Request.Headers.Authorization.Count > 0 || request.ContentType != "application/octet-stream" || bytes.Length is 0 or >= MostPart
            || range != string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{from + bytes.Length - 1}/{session.Size}"))
        {
            throw OlErrors.Refused(416, "InvalidRange", "The range is not the one that is expected.");
        }

        session.Received.Write(bytes);
        if (session.Received.Length < session.Size)
        {
            return Answer.Json(200, new JsonObject { ["nextExpectedRanges"] = new JsonArray($"{session.Received.Length.ToString(CultureInfo.InvariantCulture)}-") });
        }

        world.Sessions.Remove(id);
        draft.Attachments.Add(new(world.Next("AQ"), session.Name, session.ContentType, session.Received.ToArray()));
        return new Answer(201, "application/json", []).With("Location", $"https://outlook.office.com/api/v2.0/attachments/{draft.Attachments[^1].Id}");
    }

    private OlMessage New(OlWorld world) => new(world.Next(""), clock.GetUtcNow()) { IsDraft = true, IsRead = true, From = new(OlWorld.Name, OlWorld.Address) };

    private static OlMessage Begun(OlWorld world, OlMessage draft, JsonElement body)
    {
        body.Members("", OlErrors.Invalid, [], "message", "comment");
        if (body.TryGetProperty("message", out var message))
        {
            OlJson.Read(draft, message);
        }

        draft.Content = body.Text("comment", OlErrors.Invalid) is { } comment ? comment + draft.Content : draft.Content;
        return world.Add(draft);
    }

    private static OlMessage Editable(OlMessage message) => message.IsDraft ? message : throw OlErrors.Refused(403, "ErrorAccessDenied", "Access is denied. Only drafts can be changed so.");
}
