using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.WhatsApp;

/// <summary>What the WhatsApp tools do, for one connected number.</summary>
internal sealed class WhatsAppNumber(GraphApi api, ConnectedNumber connected, GivenFiles files)
{
    private const string TemplateFields = "id,name,status,category,language,components,rejected_reason";
    private const int MostNamed = 15;

    internal async Task<string> CalledAsync(CancellationToken cancellationToken)
    {
        var number = await api.ReadAsync($"{connected.PhoneNumberId}?fields=id,display_phone_number,verified_name,quality_rating", cancellationToken);
        return $"{number.Words("display_phone_number") ?? connected.PhoneNumberId} ({number.Words("verified_name") ?? "no name"}, quality {number.Words("quality_rating") ?? "unknown"})";
    }

    internal async Task<SentMessage> SendAsync(SendMessage send, ToolContext context, CancellationToken cancellationToken)
    {
        SendRules.Check(send);
        var media = send.Media is null ? ((string, string)?)null
            : files.Check("media", send.Media) ? ("id", await UploadAsync(await FileAsync(send, context, cancellationToken), cancellationToken))
            : ("link", send.Media);
        return await SendAsync(SendRules.Body(send, media), cancellationToken);
    }

    internal Task<SentMessage> SendAsync(SendTemplate send, CancellationToken cancellationToken)
    {
        SendRules.Check(send);
        return SendAsync(SendRules.Body(send), cancellationToken);
    }

    internal async Task<Rehearsal> RehearseAsync(SendMessage send, ToolContext context, CancellationToken cancellationToken)
    {
        SendRules.Check(send);
        if (send.Media is not null && files.Check("media", send.Media))
        {
            await FileAsync(send, context, cancellationToken);
        }

        var what = send.MediaKind is { } kind ? $"{(kind is "image" or "audio" ? "an" : "a")} {kind}{(send.Text is null ? "" : " with words under it")}" : $"a text of {send.Text!.Length} characters";
        return new(
            $"Send {what} to {Recipient.Of(send.To).Canonical} from {connected.Number ?? $"the number {connected.PhoneNumberId}"}.",
            ["WhatsApp takes it only where this person wrote to the business within the last 24 hours, and tells that when it is sent; otherwise use whatsapp_send_template."]);
    }

    /// <summary>Looks the template up and compares what it needs.</summary>
    internal async Task<Rehearsal> RehearseAsync(SendTemplate send, CancellationToken cancellationToken)
    {
        SendRules.Check(send);
        var found = await api.ReadAsync($"{connected.BusinessAccountId}/message_templates?fields={TemplateFields}&limit=100{GraphApi.Query("name", send.Template)}", cancellationToken);
        var template = found.Each("data").Select(WhatsAppReading.Template).FirstOrDefault(one => one?.Name == send.Template && one.Language == send.Language)
            ?? throw new ToolException(new(ToolErrorKind.NotFound, $"There is no template {send.Template} in {send.Language}. whatsapp_list_templates names them; each language is a template of its own.") { Argument = "template" });
        if (template.Status != "APPROVED")
        {
            throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, $"The template {send.Template} is {template.Status}; WhatsApp sends only approved ones."));
        }

        var (needs, gets) = (template.BodyParameters?.Count ?? 0, (send.BodyParameters?.Count ?? 0) + (send.NamedParameters?.Count ?? 0));
        return needs == gets
            ? new($"Send the template {send.Template} ({send.Language}, {template.Category?.ToLowerInvariant()}) to {Recipient.Of(send.To).Canonical} from {connected.Number ?? $"the number {connected.PhoneNumberId}"}. Meta charges for templates.")
            : throw SendRules.Wrong("body_parameters", $"The template's body needs {needs} values{(needs > 0 ? $" ({string.Join(", ", template.BodyParameters!)})" : "")}, and {gets} are given. It says: {template.Body}");
    }

    internal async Task<TemplatesFound> TemplatesAsync(ListTemplates list, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("whatsapp_list_templates", connected.BusinessAccountId, list.Name, list.Status, list.Category, list.Language, $"{list.Limit}");
        var place = PagePlace.Of(context, purpose, list.Cursor);
        var answer = await api.ReadAsync(
            $"{connected.BusinessAccountId}/message_templates?fields={TemplateFields}&limit={list.Limit}{GraphApi.Query("name", list.Name)}{GraphApi.Query("status", list.Status)}{GraphApi.Query("category", list.Category)}{GraphApi.Query("language", list.Language)}{place.Query()}", cancellationToken);
        var (templates, next) = place.Page(context, purpose, answer, WhatsAppReading.Template, one => one.Id, WhatsAppRecords.Json.MessageTemplate);
        return new(templates, next);
    }

    internal async Task<MessageStatus> StatusAsync(GetMessageStatus get, CancellationToken cancellationToken)
    {
        if (!get.MessageId.StartsWith("wamid.", StringComparison.Ordinal))
        {
            throw SendRules.Wrong("message_id", "`message_id` must be the id of a message, which begins with wamid.");
        }

        var history = await api.ReadAsync($"{connected.PhoneNumberId}/message_history?message_id={Uri.EscapeDataString(get.MessageId)}", cancellationToken);
        return history.Each("data").Any()
            ? WhatsAppReading.Status(get.MessageId, history.Each("data"))
            : throw new ToolException(new(ToolErrorKind.NotFound, "WhatsApp knows no such message of this number, or tells nothing of it yet. Ask again in a minute.") { Argument = "message_id" });
    }

    private async Task<SentMessage> SendAsync(JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            var sent = await api.WriteAsync($"{connected.PhoneNumberId}/messages", () => new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }, cancellationToken);
            var (message, contact) = (sent.Each("messages").FirstOrDefault(), sent.Each("contacts").FirstOrDefault());
            return message.Words("id") is { } id ? new(id, contact.Words("wa_id"), contact.Words("user_id"), message.Words("message_status")) : throw new ToolException(api.Unreadable);
        }
        catch (ToolException refused) when (refused.Error.Reason == "outside_window")
        {
            throw new ToolException(WhatsAppErrors.OutsideWindow(await ApprovedAsync(cancellationToken)));
        }
    }

    /// <summary>What may be sent instead; none where that cannot be told now.</summary>
    private async Task<IReadOnlyList<string>> ApprovedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await api.ReadAsync($"{connected.BusinessAccountId}/message_templates?fields=id,name,language,status&limit={MostNamed}&status=APPROVED", cancellationToken);
            return [.. found.Each("data").Where(one => one.Words("status") == "APPROVED").Select(one => $"{one.Words("name")} ({one.Words("language")})")];
        }
        catch (ToolException)
        {
            // The refusal is told all the same.
            return [];
        }
    }

    private async Task<CustomerFile> FileAsync(SendMessage send, ToolContext context, CancellationToken cancellationToken)
    {
        var file = await files.FindAsync("media", send.Media!, context, cancellationToken);
        SendRules.Check(send.MediaKind!, file);
        return file;
    }

    /// <summary>Nobody sees it until a message names it, and it is forgotten after 30 days.</summary>
    private async Task<string> UploadAsync(CustomerFile file, CancellationToken cancellationToken)
    {
        var uploaded = await api.RepeatAsync(HttpMethod.Post, $"{connected.PhoneNumberId}/media", () => GraphForm.Of([new("messaging_product", "whatsapp"), new("type", file.MediaType)], "file", "file", file), cancellationToken);
        return uploaded.Id("id") ?? throw new ToolException(api.Errors.Garbled);
    }
}
