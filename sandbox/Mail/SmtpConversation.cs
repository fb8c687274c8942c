using System.Globalization;
using System.Net.Mail;

namespace Squaremcp.Sandbox.Mail;

/// <summary>One connection of message submission (RFC 6409): greeted, logged in, and then letters, each of its own sender.</summary>
internal sealed class SmtpConversation(MailLines lines, Func<string, string, Mailbox?> login, Func<Mailbox, FaultPlan> faults, Action<string, byte[]> deliver)
{
    private const int MostRecipients = 100;

    private readonly List<string> recipients = [];
    private Mailbox? mailbox;
    private string? sender;
    private bool isGreeted;

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await lines.WriteAsync($"220 {MailSimulator.SmtpHost} ESMTP sandbox", cancellationToken);
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            var (verb, rest) = line.IndexOf(' ') is > 0 and var space ? (line[..space].ToUpperInvariant(), line[(space + 1)..]) : (line.ToUpperInvariant(), "");
            var answer = verb switch
            {
                "EHLO" when rest.Length > 0 => Greeted(),
                "NOOP" => "250 2.0.0 Nothing done",
                "RSET" => Forgotten(),
                "QUIT" => "221 2.0.0 Good-bye",
                "AUTH" => await LogInAsync(rest, cancellationToken),
                "MAIL" => From(rest),
                "RCPT" => To(rest),
                "DATA" => await DataAsync(cancellationToken),
                "HELO" or "VRFY" or "EXPN" or "STARTTLS" => "502 5.5.1 Not here",
                _ => "500 5.5.2 Unknown command",
            };
            if (answer is null)
            {
                return;
            }

            await lines.WriteAsync(answer, cancellationToken);
            if (verb == "QUIT" || answer.StartsWith("421", StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    private string Greeted()
    {
        isGreeted = true;
        Forgotten();
        return $"250-{MailSimulator.SmtpHost}\r\n250-SIZE {Mailbox.MostMessage.ToString(CultureInfo.InvariantCulture)}\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN";
    }

    private string Forgotten()
    {
        sender = null;
        recipients.Clear();
        return "250 2.0.0 Forgotten";
    }

    private async Task<string> LogInAsync(string rest, CancellationToken cancellationToken)
    {
        if (!isGreeted || mailbox is not null || sender is not null)
        {
            return "503 5.5.1 Not now";
        }

        if (rest.Split(' ') is not [var mechanism, .. var initial] || !mechanism.Equals("PLAIN", StringComparison.OrdinalIgnoreCase) || initial.Length > 1)
        {
            return "504 5.5.4 Unknown mechanism";
        }

        if (initial.Length == 0)
        {
            await lines.WriteAsync("334 ", cancellationToken);
        }

        var said = initial.Length == 1 ? initial[0] : await lines.ReadAsync(cancellationToken) ?? "";
        if (Sasl.Plain(said) is not var (user, password))
        {
            return "501 5.5.2 Not base64 of a PLAIN message";
        }

        mailbox = login(user, password);
        return mailbox is null ? "535 5.7.8 Authentication failed" : "235 2.7.0 Logged in";
    }

    private string From(string rest)
    {
        if (mailbox is null)
        {
            return "530 5.7.0 Log in first";
        }

        var (address, parameters) = Path(rest, "FROM:");
        if (address is null)
        {
            return "501 5.5.4 MAIL FROM:<address>";
        }

        if (Array.Find(parameters, one => !one.StartsWith("SIZE=", StringComparison.OrdinalIgnoreCase) && !one.StartsWith("BODY=", StringComparison.OrdinalIgnoreCase) && !one.StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase)) is not null)
        {
            return "555 5.5.4 Unknown parameter";
        }

        if (Array.Find(parameters, one => one.StartsWith("SIZE=", StringComparison.OrdinalIgnoreCase)) is { } size && (!long.TryParse(size[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) || bytes > Mailbox.MostMessage))
        {
            return "552 5.3.4 The message is too large";
        }

        if (sender is not null)
        {
            return "503 5.5.1 There is a sender already";
        }

        if (!address.Equals(mailbox.Address, StringComparison.OrdinalIgnoreCase))
        {
            return "553 5.7.1 That sender is not you";
        }

        sender = address;
        return "250 2.1.0 Sender taken";
    }

    private string To(string rest)
    {
        var (address, parameters) = Path(rest, "TO:");
        return sender is null ? "503 5.5.1 MAIL first"
            : address is null || parameters.Length > 0 || !MailAddress.TryCreate(address, out _) ? "501 5.1.3 Wrong address"
            : address.StartsWith("nobody@", StringComparison.OrdinalIgnoreCase) ? "550 5.1.1 There is no such person"
            : address.StartsWith("later@", StringComparison.OrdinalIgnoreCase) ? "451 4.7.1 Greylisted, try again later"
            : recipients.Count >= MostRecipients ? "452 4.5.3 Too many recipients"
            : Taken(address);
    }

    private string Taken(string address)
    {
        recipients.Add(address);
        return "250 2.1.5 Recipient taken";
    }

    /// <summary>Null where the connection is to end without an answer.</summary>
    private async Task<string?> DataAsync(CancellationToken cancellationToken)
    {
        if (recipients.Count == 0)
        {
            return "503 5.5.1 RCPT first";
        }

        var failing = faults(mailbox!).Take(fault => fault.Kind is not (FaultKinds.RotatedToken or FaultKinds.ExpiredToken));
        if (failing is { Kind: FaultKinds.ServerError or FaultKinds.RateLimited })
        {
            return failing.Kind == FaultKinds.RateLimited ? "450 4.7.1 Too many messages, try again later" : "421 4.3.0 The sandbox was told to fail";
        }

        await lines.WriteAsync("354 Go ahead", cancellationToken);
        using var content = new MemoryStream();
        while (await lines.ReadAsync(cancellationToken) is { } line && line != ".")
        {
            if (content.Length <= Mailbox.MostMessage)
            {
                content.Write(System.Text.Encoding.Latin1.GetBytes((line.StartsWith('.') ? line[1..] : line) + "\r\n"));
            }
        }

        if (content.Length > Mailbox.MostMessage)
        {
            Forgotten();
            return "552 5.3.4 The message is too large";
        }

        recipients.ForEach(to => deliver(to, content.ToArray()));
        Forgotten();
        if (failing is { Kind: FaultKinds.Hang })
        {
            await Task.Delay(TimeSpan.FromMinutes(1), cancellationToken);
        }

        return failing is { Kind: FaultKinds.LostAnswer or FaultKinds.Truncated or FaultKinds.Hang } ? null : "250 2.0.0 Taken";
    }

    private static (string? Address, string[] Parameters) Path(string rest, string word)
    {
        var text = rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? rest[word.Length..].TrimStart() : "";
        return text.StartsWith('<') && text.IndexOf('>') is > 0 and var end ? (text[1..end], text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)) : (null, []);
    }
}
