using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Email;

/// <summary>What a customer sends to connect a mailbox.</summary>
public sealed record EmailSettings(
    [property: Description("The mailbox's address; mail is sent from it."), StringLength(254, MinimumLength = 3), Example("anna@example.org")] string Address,
    [property: Description("The password; most providers want an app password made in their account settings. Kept sealed; never shown again."), StringLength(1024, MinimumLength = 1)] string? Password = null,
    [property: Description("Instead of a password: an OAuth 2 access token. Kept sealed; never shown again."), StringLength(16_384, MinimumLength = 1)] string? AccessToken = null,
    [property: Description("The name to log in with, where it is not the address."), StringLength(320, MinimumLength = 1)] string? User = null,
    [property: Description("Your name as recipients see it."), StringLength(200, MinimumLength = 1), Example("Anna Meier")] string? Name = null,
    [property: Description("Where mail is read. Known for the large providers; others tell it in their help pages.")] EmailServerSettings? Imap = null,
    [property: Description("Where mail is sent. Known for the large providers; others tell it in their help pages.")] EmailServerSettings? Smtp = null,
    [property: Description("False where the server files sent mail by itself. Known for the large providers; true when left out.")] bool? SaveSent = null)
{
    // A record prints all it holds; this one holds a password.
    public override string ToString() => $"settings of {Address}";
}

public sealed record EmailServerSettings(
    [property: Description("Host name, without port."), StringLength(253, MinimumLength = 1), Example("imap.example.org")] string Host,
    [property: Description("993 (imap) or 465 (smtp) with tls, 143 or 587 with starttls; known from security when left out."), Range(1, 65535)] int? Port = null,
    [property: Description("tls from the first byte, or starttls; known from the port when left out. none is for the operator's own network alone."), AllowedValues("tls", "starttls", "none")] string? Security = null,
    [property: Description("SHA-256 of the server's own certificate, 64 hexadecimal digits; without it the certificate must be one that a public authority vouches for."), StringLength(95, MinimumLength = 64)] string? CertificateSha256 = null);

/// <summary>A connected mailbox as it is kept: complete, and without anything secret.</summary>
/// <param name="UsesToken">The credential is an access token, not a password.</param>
internal sealed record EmailAccount(string Address, string User, bool UsesToken, EmailServerSettings Imap, EmailServerSettings Smtp, bool SaveSent, string? Name = null)
{
    [JsonIgnore]
    public MailServer ImapServer => Server(Imap);

    [JsonIgnore]
    public MailServer SmtpServer => Server(Smtp);

    private static MailServer Server(EmailServerSettings server) => new(server.Host, server.Port!.Value, SecurityOf(server.Security!));

    internal static MailSecurity SecurityOf(string word) => word switch
    {
        "tls" => MailSecurity.Tls,
        "starttls" => MailSecurity.StartTls,
        _ => MailSecurity.None,
    };
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EmailSettings))]
[JsonSerializable(typeof(EmailAccount))]
internal sealed partial class EmailSettingsJson : JsonSerializerContext;
