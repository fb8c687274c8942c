using System.Globalization;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.WhatsApp;

/// <summary>WhatsApp's rules for what is sent, kept before anything leaves, and by a rehearsal too; and the body of each message.</summary>
internal static class SendRules
{
    private const int MostCaption = 1_024;
    private const long Kilo = 1024, Mega = 1024 * 1024;

    private static readonly Dictionary<string, (string[] Types, long Most)> Kinds = new()
    {
        ["image"] = (["image/jpeg", "image/png"], 5 * Mega),
        ["video"] = (["video/mp4", "video/3gpp"], 16 * Mega),
        ["audio"] = (["audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg"], 16 * Mega),
        ["document"] = ([], 100 * Mega),
        ["sticker"] = (["image/webp"], 500 * Kilo),
    };

    /// <exception cref="ToolException">WhatsApp would refuse it.</exception>
    internal static void Check(SendMessage send)
    {
        Recipient.Of(send.To);
        if ((send.Text is null && send.Media is null) || (send.Media is null && string.IsNullOrWhiteSpace(send.Text)))
        {
            throw Wrong("text", "Give `text`, or `media` with its `media_kind`, or both.");
        }

        if (send.Media is null != send.MediaKind is null)
        {
            throw Wrong("media_kind", "`media` and `media_kind` belong together.");
        }

        if (send is { Text: not null, MediaKind: "audio" or "sticker" })
        {
            throw Wrong("text", "Nothing can stand with audio or a sticker. Send the text as a message of its own.");
        }

        if (send.MediaKind is not null && send.Text?.Length > MostCaption)
        {
            throw Wrong("text", $"`text` has {new StringInfo(send.Text).LengthInTextElements} characters; {MostCaption} are allowed beside a file. Send the rest as a message of its own.");
        }

        if (send.Filename is not null && send.MediaKind != "document")
        {
            throw Wrong("filename", "Only a document has a `filename`.");
        }

        Id(send.ReplyToMessageId);
    }

    /// <exception cref="ToolException">WhatsApp would refuse it.</exception>
    internal static void Check(SendTemplate send)
    {
        Recipient.Of(send.To);
        if (send.HeaderMedia is null != send.HeaderMediaKind is null)
        {
            throw Wrong("header_media_kind", "`header_media` and `header_media_kind` belong together.");
        }

        if (send.HeaderMedia is not null && send.HeaderText is not null)
        {
            throw Wrong("header_text", "A header is a text or a file, not both.");
        }

        if (send.BodyParameters is not null && send.NamedParameters is not null)
        {
            throw Wrong("named_parameters", "A template counts its parameters or names them: give `body_parameters` or `named_parameters`.");
        }

        if (send.HeaderMedia is { } media && AddressGuard.Broken(media, allowPrivate: false, allowQuery: true) is { } broken)
        {
            throw Wrong("header_media", $"`header_media` must be a public https address such as https://example.org/ticket.pdf; this one {broken}.");
        }
    }

    internal static void Check(string kind, CustomerFile file)
    {
        var (types, most) = Kinds[kind];
        if (types.Length > 0 && !types.Contains(file.MediaType, StringComparer.OrdinalIgnoreCase))
        {
            throw Wrong("media", $"The file is {file.MediaType}; WhatsApp takes {string.Join(", ", types)} as {kind}.");
        }

        if (file.Size == 0 || file.Size > most)
        {
            throw Wrong("media", file.Size == 0 ? "The file is empty." : $"The file has {file.Size} bytes; WhatsApp takes {most} as {kind}.");
        }
    }

    /// <param name="media">How WhatsApp comes by the file: <c>id</c> or <c>link</c>, and which; null without one.</param>
    internal static JsonObject Body(SendMessage send, (string How, string Which)? media)
    {
        var body = Addressed(send.To, send.MediaKind ?? "text");
        if (media is { } file)
        {
            var content = new JsonObject { [file.How] = file.Which };
            Add(content, "caption", send.Text);
            Add(content, "filename", send.Filename);
            body[send.MediaKind!] = content;
        }
        else
        {
            var content = new JsonObject { ["body"] = send.Text };
            if (send.PreviewUrl)
            {
                content["preview_url"] = true;
            }

            body["text"] = content;
        }

        if (send.ReplyToMessageId is { } answered)
        {
            body["context"] = new JsonObject { ["message_id"] = answered };
        }

        return body;
    }

    internal static JsonObject Body(SendTemplate send)
    {
        List<JsonNode> components = [];
        if (send.HeaderText is { } text)
        {
            components.Add(Component("header", Text(text)));
        }
        else if (send.HeaderMedia is { } media)
        {
            components.Add(Component("header", new JsonObject { ["type"] = send.HeaderMediaKind, [send.HeaderMediaKind!] = new JsonObject { ["link"] = media } }));
        }

        if (send.BodyParameters is { Count: > 0 } values)
        {
            components.Add(Component("body", [.. values.Select(Text)]));
        }
        else if (send.NamedParameters is { Count: > 0 } named)
        {
            components.Add(Component("body", [.. named.Select(one => new JsonObject { ["type"] = "text", ["parameter_name"] = one.Name, ["text"] = one.Value })]));
        }

        components.AddRange((send.Buttons ?? []).Select(Button));

        // The description of the API has the policy as required, and the API itself takes it.
        var template = new JsonObject { ["name"] = send.Template, ["language"] = new JsonObject { ["code"] = send.Language, ["policy"] = "deterministic" } };
        if (components.Count > 0)
        {
            template["components"] = new JsonArray([.. components]);
        }

        var body = Addressed(send.To, "template");
        body["template"] = template;
        return body;
    }

    private static JsonObject Addressed(string to, string type)
    {
        var (recipient, body) = (Recipient.Of(to), new JsonObject { ["messaging_product"] = "whatsapp", ["recipient_type"] = "individual" });
        body[recipient.Number is null ? "recipient" : "to"] = recipient.Number ?? recipient.UserId;
        body["type"] = type;
        return body;
    }

    private static JsonObject Component(string type, params JsonNode[] parameters) => new() { ["type"] = type, ["parameters"] = new JsonArray(parameters) };

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private static JsonObject Button(ButtonParameter button)
    {
        var parameter = button.Kind switch
        {
            "quick_reply" => new JsonObject { ["type"] = "payload", ["payload"] = button.Value },
            "copy_code" => new JsonObject { ["type"] = "coupon_code", ["coupon_code"] = button.Value },
            _ => Text(button.Value),
        };
        return new() { ["type"] = "button", ["sub_type"] = button.Kind, ["index"] = button.Index.ToString(CultureInfo.InvariantCulture), ["parameters"] = new JsonArray(parameter) };
    }

    private static void Id(string? message)
    {
        if (message?.StartsWith("wamid.", StringComparison.Ordinal) == false)
        {
            throw Wrong("reply_to_message_id", "`reply_to_message_id` must be the id of a message, which begins with wamid.");
        }
    }

    private static void Add(JsonObject owner, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            owner[name] = value;
        }
    }

    internal static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });
}
