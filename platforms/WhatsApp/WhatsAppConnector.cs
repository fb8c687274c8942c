using System.Text.Json;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.WhatsApp;

/// <summary>WhatsApp's Cloud API: one number of a business, by a system user's token (https://developers.facebook.com/docs/whatsapp/cloud-api).</summary>
/// <param name="version">Of the Graph API, for example <c>v26.0</c>.</param>
/// <param name="files">Where media come from that a customer uploaded; null where no files are kept.</param>
public sealed class WhatsAppConnector(string version, OutboundHttp http, TimeProvider clock, ICustomerFiles? files = null) : IConnector
{
    private const string Host = "graph.facebook.com", Look = "Ask a person to look in WhatsApp before you send it again; what was sent cannot be listed.";

    private static readonly Tool<WhatsAppNumber>[] Tools =
    [
        ToolFactory.Write<WhatsAppNumber, SendMessage, SentMessage>(
            "whatsapp_send_message",
            "Send a WhatsApp message",
            "Send a text, picture, video, sound, document or sticker from the business's WhatsApp number to one person. WhatsApp takes it only within 24 hours after that person last wrote to the business; otherwise the error names the templates to use with whatsapp_send_template. The answer says that WhatsApp took it, not that it arrived: see whatsapp_get_message_status. Calling it twice sends it twice, unless idempotency_key is the same.",
            WhatsAppRecords.Json.SendMessage, WhatsAppRecords.Json.SentMessage, (number, input, context, ct) => number.SendAsync(input, context, ct), (number, input, context, ct) => number.RehearseAsync(input, context, ct)) with { Sends = true, Recipients = Recipients },
        ToolFactory.Write<WhatsAppNumber, SendTemplate, SentMessage>(
            "whatsapp_send_template",
            "Send a WhatsApp template",
            "Send an approved message template, with its gaps filled in, from the business's WhatsApp number to one person, whether or not that person has written before. Only to people who agreed to it; Meta charges for it. whatsapp_list_templates names the templates and their gaps; dry_run compares them. For a free text within 24 hours use whatsapp_send_message. Calling it twice sends it twice, unless idempotency_key is the same.",
            WhatsAppRecords.Json.SendTemplate, WhatsAppRecords.Json.SentMessage, (number, input, _, ct) => number.SendAsync(input, ct), (number, input, _, ct) => number.RehearseAsync(input, ct)) with { Sends = true, Recipients = Recipients },
        ToolFactory.Read<WhatsAppNumber, ListTemplates, TemplatesFound>(
            "whatsapp_list_templates",
            "List WhatsApp templates",
            "List the message templates of the business's WhatsApp account, with what they say, the gaps to fill in, and whether WhatsApp has approved them. Cannot make or change templates; that is done in WhatsApp Manager.",
            WhatsAppRecords.Json.ListTemplates, WhatsAppRecords.Json.TemplatesFound, (number, input, context, ct) => number.TemplatesAsync(input, context, ct)),
        ToolFactory.Read<WhatsAppNumber, GetMessageStatus, MessageStatus>(
            "whatsapp_get_message_status",
            "See what became of a WhatsApp message",
            "Tell how far a WhatsApp message came that this number sent: sent, delivered, read or failed, and why. Reads no messages and no answers.",
            WhatsAppRecords.Json.GetMessageStatus, WhatsAppRecords.Json.MessageStatus, (number, input, _, ct) => number.StatusAsync(input, ct)),
    ];

    private readonly Dictionary<string, Tool<WhatsAppNumber>> byName = Tools.ToDictionary(tool => tool.Name);
    private readonly GivenFiles given = new(files, http, clock);

    public Platform Platform { get; } = new()
    {
        Name = "whatsapp",
        Title = WhatsAppErrors.Title,
        Description = "A number of a business on WhatsApp's Cloud API. In Meta's Business settings make a system user, give it the WhatsApp account, and make a token for it with whatsapp_business_messaging and whatsapp_business_management; WhatsApp Manager shows the ids of the number and of the account.",
        SettingsSchema = Schemas.OfInput(WhatsAppSettingsJson.Default.WhatsAppSettings),
        SettingsExample = """{"access_token":"<the system user's token>","phone_number_id":"106540352242922","business_account_id":"102290129340398"}""",
        ConnectOptions = "--phone-number-id 106540352242922 --business-account-id 102290129340398",
        Tools = Tools,
    };

    public SettingsReading Read(JsonElement settings) =>
        ArgumentCheck.Of(Platform.SettingsSchema, settings) is { } error ? new() { Error = error } : WhatsAppSettings.Read(settings);

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].InvokeAsync(Open(account), arguments, context, cancellationToken);

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].RehearseAsync(Open(account), arguments, context, cancellationToken);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) =>
        AccountCheck.RunAsync(() => Open(account).CalledAsync(cancellationToken), "number");

    private WhatsAppNumber Open(PlatformAccount account)
    {
        var graph = new GraphHost(WhatsAppErrors.Title, version, Host, http, clock, account.Hosts, account.Budget, WhatsAppErrors.All, Look);
        return new(graph.With(WhatsAppCredential.Of(account.Credentials!)), account.Settings.Deserialize(WhatsAppSettingsJson.Default.ConnectedNumber)!, given);
    }

    private static IReadOnlyList<string> Recipients(JsonElement arguments) =>
        arguments.GetProperty("to").GetString()! is var text && Recipient.Parse(text) is { } recipient ? [recipient.Canonical] : [text];
}
