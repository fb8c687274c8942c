namespace Squaremcp.Settings;

/// <summary>The mail server that the gateway's own mails go by; without one they wait in <c>outbox</c> in the data directory.</summary>
internal sealed class MailSettings
{
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>"starttls" (port 587), "tls" (port 465), or "none" for a server on this machine or network that asks for no password.</summary>
    public string Security { get; set; } = "starttls";

    /// <summary>Unset sends without a login.</summary>
    public string? Username { get; set; }

    public string? Password { get; set; }

    /// <summary>The address mails come from; needed with a host.</summary>
    public string? From { get; set; }
}
