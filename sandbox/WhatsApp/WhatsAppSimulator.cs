using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Sandbox.Meta;

namespace Squaremcp.Sandbox.WhatsApp;

/// <summary>WhatsApp's Cloud API (https://developers.facebook.com/docs/whatsapp/cloud-api) for one number: messages, the window of 24 hours, templates, uploads and what became of messages.</summary>
internal sealed class WhatsAppSimulator : IHttpSimulator
{
    private static readonly string[] NumberFields = ["id", "display_phone_number", "verified_name", "quality_rating", "code_verification_status", "name_status", "status", "throughput"];
    private static readonly string[] TemplateFields = ["id", "name", "status", "category", "language", "components", "quality_score", "rejected_reason", "previous_category"];

    private readonly GraphTokens tokens;
    private readonly Worlds<WhatsAppWorld> worlds;
    private readonly TimeProvider clock;

    internal WhatsAppSimulator(Tenants tenants, TimeProvider clock)
    {
        (tokens, this.clock) = (new(tenants, "WAB"), clock);
        worlds = new(tenant => new(tenants, tenant));
    }

    public string Platform => "whatsapp";

    public IReadOnlyList<string> Hosts { get; } = ["graph.facebook.com"];

    /// <summary>As a system user's token would be given.</summary>
    internal SandboxAccount Account(string tenant) => new(Platform, new JsonObject
    {
        ["access_token"] = tokens.Write(new('u', tenant, "first", 0, "whatsapp_business_messaging,whatsapp_business_management")),
        ["phone_number_id"] = worlds.Of(tenant).NumberId,
        ["business_account_id"] = worlds.Of(tenant).AccountId,
        ["phone_number"] = WhatsAppWorld.Number,
    }.ToJsonString());

    public string WorldOf(string tenant) => tenant;

    /// <summary>Facebook's pages have the same host, and other tokens.</summary>
    public bool IsFor(Request request) => tokens.Read(GraphCall.Credential(request)) is not null;

    public ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) => ValueTask.FromResult(tokens.Read(GraphCall.Credential(request)) is { } token ? new Asked(token.Tenant) : null);

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => GraphRefusals.Throttled(80007, "whatsapp", fault.RetryAfter),
        _ => GraphRefusals.Expired,
    };

    public async Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        var call = await GraphCall.ReadAsync(request, null, clock.GetUtcNow(), cancellationToken);
        var world = worlds.Of(tokens.Read(call.Access)!.Tenant);
        return (request.Method, call.Path) switch
        {
            ("GET", [var id]) when id == world.NumberId => Number(call, world),
            ("POST", [var id, "messages"]) when id == world.NumberId => Send(call, world, await WhatsAppBody.ReadAsync(request, cancellationToken)),
            ("POST", [var id, "media"]) when id == world.NumberId => Upload(call, world),
            ("GET", [var id, "message_history"]) when id == world.NumberId => History(call, world),
            ("GET", [var id, "message_templates"]) when id == world.AccountId => Templates(call),
            _ => throw GraphRefusals.Missing(string.Join('/', call.Path)),
        };
    }

    private static Answer Number(GraphCall call, WhatsAppWorld world)
    {
        call.Only("fields");
        return Answer.Json(200, call.Select(new JsonObject { ["id"] = world.NumberId, ["display_phone_number"] = WhatsAppWorld.Number, ["verified_name"] = "Sandbox Bakery", ["quality_rating"] = "GREEN", ["status"] = "CONNECTED" }, "WhatsAppBusinessPhoneNumber", "id,display_phone_number,verified_name", NumberFields));
    }

    private static Answer Send(GraphCall call, WhatsAppWorld world, JsonElement body)
    {
        call.Only();
        var (to, type, content) = WhatsAppBody.Check(body);
        lock (world.Gate)
        {
            if (to == WhatsAppWorld.Nobody)
            {
                throw WhatsAppBody.Wrong(131026, "Message undeliverable");
            }

            if (type == "template")
            {
                Fits(content);
            }
            else if (to != WhatsAppWorld.Ada)
            {
                throw WhatsAppBody.Wrong(131047, "Message failed to send because more than 24 hours have passed since the customer last replied to this number.");
            }
            else if (WhatsAppBody.Text(content, "id") is { } media && !world.Has(media))
            {
                throw WhatsAppBody.Wrong(131053, "Unable to upload the media used in the message.");
            }

            var sent = world.Send(to, call.Now);
            var contact = char.IsAsciiDigit(to[0]) ? new JsonObject { ["input"] = to, ["wa_id"] = to } : new JsonObject { ["input"] = to, ["user_id"] = to };
            var message = new JsonObject { ["id"] = sent.Id };
            if (type == "template")
            {
                message["message_status"] = "accepted";
            }

            return Answer.Json(200, new JsonObject { ["messaging_product"] = "whatsapp", ["contacts"] = new JsonArray(contact), ["messages"] = new JsonArray(message) });
        }
    }

    private static void Fits(JsonElement content)
    {
        var (name, language) = (WhatsAppBody.Text(content, "name"), WhatsAppBody.Text(content.GetProperty("language"), "code"));
        var template = WhatsAppWorld.Templates.FirstOrDefault(one => one.Name == name && one.Language == language && one.Status is ("APPROVED" or "PAUSED"))
            ?? throw WhatsAppBody.Wrong(132001, "Template name does not exist in the translation");
        if (template.Status == "PAUSED")
        {
            throw WhatsAppBody.Wrong(132015, "Template is paused due to low quality");
        }

        if (WhatsAppBody.Filled(content) is var filled && filled != template.Gaps)
        {
            throw WhatsAppBody.Wrong(132000, $"Number of parameters does not match the expected number of params: body: number of localizable_params ({filled}) does not match the expected number of params ({template.Gaps})");
        }
    }

    private static Answer Upload(GraphCall call, WhatsAppWorld world)
    {
        call.Only("messaging_product", "type");
        if (call["messaging_product"] != "whatsapp" || call["type"] is null || call.Files is not [{ Name: "file", Length: > 0 } file] || file.ContentType != call["type"])
        {
            throw GraphRefusals.Invalid("Uploads need messaging_product, type and one file of that type.");
        }

        lock (world.Gate)
        {
            return Answer.Json(200, new JsonObject { ["id"] = world.Keep() });
        }
    }

    private static Answer History(GraphCall call, WhatsAppWorld world)
    {
        call.Only("message_id", "fields", "limit", "after", "before");
        lock (world.Gate)
        {
            var told = world.Sent(call["message_id"] ?? throw GraphRefusals.Invalid("The parameter message_id is required.")) is { } sent
                ? new JsonArray(new JsonObject
                {
                    ["id"] = world.NextId(),
                    ["message_id"] = sent.Id,
                    ["events"] = new JsonObject { ["data"] = new JsonArray(Event(world, "SENT", sent.At), Event(world, "DELIVERED", sent.At)) },
                })
                : [];
            return Answer.Json(200, new JsonObject { ["data"] = told });
        }
    }

    private static JsonObject Event(WhatsAppWorld world, string status, DateTimeOffset at) => new() { ["id"] = world.NextId(), ["delivery_status"] = status, ["timestamp"] = at.ToUnixTimeSeconds(), ["webhook_update_state"] = "DELIVERED" };

    private static Answer Templates(GraphCall call)
    {
        call.Only("fields", "name", "status", "category", "language", "limit", "after", "before");
        var all = WhatsAppWorld.Templates.Where(one => one.Name.Contains(call["name"] ?? "", StringComparison.Ordinal) && Is(one.Status, "status") && Is(one.Category, "category") && Is(one.Language, "language")).ToList();
        return call.List(all, one => one.Id, one => call.Select(new JsonObject
        {
            ["id"] = one.Id,
            ["name"] = one.Name,
            ["status"] = one.Status,
            ["category"] = one.Category,
            ["language"] = one.Language,
            ["components"] = one.Components.DeepClone(),
        }, "WhatsAppBusinessHSM", "id,name,status,category,language,components", TemplateFields));

        bool Is(string value, string parameter) => call[parameter] is not { } wanted || wanted == value;
    }
}
