using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Commands and replies on one SMTP connection.</summary>
internal sealed class SmtpSession(MailConnection connection) : IAsyncDisposable
{
    private Dictionary<string, string> extensions = new(StringComparer.OrdinalIgnoreCase);
    private bool inStep = true;

    public MailConnection Connection => connection;

    public MailTrouble Trouble => connection.Trouble;

    /// <summary>What the server answered to the last EHLO offers this keyword.</summary>
    public bool Can(string keyword) => extensions.ContainsKey(keyword);

    /// <summary>What follows the keyword; null where it is not offered.</summary>
    public string? Value(string keyword) => extensions.GetValueOrDefault(keyword);

    /// <summary>Sends a command and reads its reply.</summary>
    /// <param name="shown">What the transcript holds in its place.</param>
    public async Task<SmtpReply> SayAsync(string command, CancellationToken cancellationToken, string? shown = null)
    {
        if (command.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException("A command is one line.", nameof(command));
        }

        // A reply nobody read would be taken for that of this command.
        if (!inStep)
        {
            throw Trouble.BrokenOff();
        }

        inStep = false;
        await connection.SendLineAsync(Encoding.UTF8.GetBytes(command), shown, cancellationToken);
        var reply = await ReplyAsync(cancellationToken);
        inStep = true;
        return reply;
    }

    public async Task<SmtpReply> ReplyAsync(CancellationToken cancellationToken)
    {
        var reply = await SmtpReply.ReadAsync(connection, cancellationToken);
        return reply.Code == 421 ? throw Trouble.Closed(reply.Text) : reply;
    }

    /// <summary>Asks what the server can; needed again after STARTTLS.</summary>
    public async Task HelloAsync(CancellationToken cancellationToken)
    {
        // No name of a machine behind a firewall is told; the address literal is what mail programs say (RFC 5321 §4.1.4).
        var reply = await SayAsync("EHLO [127.0.0.1]", cancellationToken);
        if (!reply.IsOk)
        {
            throw Refusal(reply);
        }

        extensions = new(StringComparer.OrdinalIgnoreCase);
        foreach (var line in reply.Lines.Skip(1))
        {
            // Some tell AUTH twice, the second time as AUTH=PLAIN for the clients of old.
            var end = line.AsSpan().IndexOfAny(' ', '=');
            var (keyword, value) = end < 0 ? (line, "") : (line[..end], line[(end + 1)..]);
            extensions[keyword] = extensions.TryGetValue(keyword, out var before) ? $"{before} {value}" : value;
        }
    }

    public MailException Refusal(SmtpReply reply) => new(SmtpErrors.Failure(Trouble, reply));

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
