using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.WhatsApp;

/// <summary>The settings object that connects a business's number.</summary>
internal sealed record WhatsAppSettings(
    [property: Description("An access token that may use the number: of a system user in Meta's Business settings, with whatsapp_business_messaging and whatsapp_business_management. Kept sealed; never shown again."), StringLength(1_000, MinimumLength = 20), Example("<the system user's token>")] string AccessToken,
    [property: Description("The number's id, from WhatsApp Manager; not the number itself."), StringLength(40, MinimumLength = 5), Example("106540352242922")] string PhoneNumberId,
    [property: Description("The id of the WhatsApp Business Account the number belongs to, from WhatsApp Manager."), StringLength(40, MinimumLength = 5), Example("102290129340398")] string BusinessAccountId,
    [property: Description("The number, to recognise the connection by."), StringLength(25, MinimumLength = 5), Example("+49 30 1234567")] string? PhoneNumber = null,
    [property: Description("The secret of the app the token belongs to, where that app asks for a proof of it (\"Require App Secret\"). Kept sealed; never shown again."), StringLength(100, MinimumLength = 10)] string? AppSecret = null)
{
    // A record prints all it holds; this one holds a credential.
    public override string ToString() => "***";

    internal static SettingsReading Read(JsonElement settings)
    {
        var asked = settings.Deserialize(WhatsAppSettingsJson.Default.WhatsAppSettings)!;
        var (access, secret) = (asked.AccessToken.Trim(), asked.AppSecret?.Trim());
        if (access.Any(letter => letter is <= ' ' or > '~'))
        {
            return new() { Error = Wrong("access_token", "`access_token` holds blanks or signs that no token has. Copy the whole token, and nothing else.") };
        }

        if (!Digits(asked.PhoneNumberId) || !Digits(asked.BusinessAccountId))
        {
            return new() { Error = Wrong(Digits(asked.PhoneNumberId) ? "business_account_id" : "phone_number_id", "`phone_number_id` and `business_account_id` are digits, as WhatsApp Manager shows them; neither is the phone number.") };
        }

        var number = asked.PhoneNumber?.Trim() is { } given ? Recipient.Parse(given) : null;
        if (asked.PhoneNumber is not null && number?.Number is null)
        {
            return new() { Error = Wrong("phone_number", "`phone_number` is a number with its country, for example +49 30 1234567.") };
        }

        var credential = new WhatsAppCredential(access, secret is null ? null : GraphToken.Of(access, Secret.OfText(secret)).Proof);
        return new()
        {
            Canonical = JsonSerializer.Serialize(new ConnectedNumber(asked.PhoneNumberId, asked.BusinessAccountId, number?.Canonical), WhatsAppSettingsJson.Default.ConnectedNumber),
            Label = number?.Canonical ?? $"number {asked.PhoneNumberId}",

            // Of the token too: whoever knew a number's id could else keep a stranger's from being connected.
            Claim = ("whatsapp-number", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"squaremcp whatsapp {asked.PhoneNumberId} {access}")))),
            Credentials = credential.Seal(),
        };
    }

    private static bool Digits(string text) => text.All(char.IsAsciiDigit);

    private static ToolError Wrong(string argument, string sentence) => new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument };
}

/// <summary>What is kept beside the sealed token.</summary>
/// <param name="Number">With +; null where the person did not say.</param>
internal sealed record ConnectedNumber(string PhoneNumberId, string BusinessAccountId, string? Number = null);

/// <summary>What is sealed. The proof is kept, not the app's secret.</summary>
internal sealed record WhatsAppCredential(string Access, string? Proof = null)
{
    internal Secret Seal() => new(JsonSerializer.SerializeToUtf8Bytes(this, WhatsAppSettingsJson.Default.WhatsAppCredential));

    internal static GraphToken Of(Secret secret) => JsonSerializer.Deserialize(secret.Reveal(), WhatsAppSettingsJson.Default.WhatsAppCredential) is { } kept ? new(kept.Access, kept.Proof) : throw new JsonException("null");

    public override string ToString() => "***";
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WhatsAppSettings))]
[JsonSerializable(typeof(ConnectedNumber))]
[JsonSerializable(typeof(WhatsAppCredential))]
internal sealed partial class WhatsAppSettingsJson : JsonSerializerContext;
