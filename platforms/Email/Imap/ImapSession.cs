using System.Globalization;
using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Commands and answers on one IMAP connection, one command at a time (RFC 9051 §5.5 lets more run; nothing here needs it).</summary>
internal sealed class ImapSession(MailConnection connection) : IAsyncDisposable
{
    // RFC 7888: with LITERAL- no more than this goes unasked.
    private const int LargestUnasked = 4096;

    private readonly ImapReader reader = new(connection);
    private HashSet<string> capabilities = new(StringComparer.OrdinalIgnoreCase);
    private bool inStep = true;
    private bool leaving;
    private int tags;

    public MailConnection Connection => connection;

    public MailTrouble Trouble => connection.Trouble;

    /// <summary>The conversation was left in the middle or closed: nothing more can be asked on it.</summary>
    public bool IsBroken => !inStep;

    /// <summary>All of the last command was sent: without an answer it may have been done.</summary>
    public bool WasSent { get; private set; }

    /// <summary>How often the server has told what it can: it differs after STARTTLS and after login, and not every server tells unasked.</summary>
    public int CapabilitiesTold { get; private set; }

    public bool Can(string capability) => capabilities.Contains(capability);

    /// <summary>The value of such as APPENDLIMIT=35651584; null where there is none.</summary>
    public string? Value(string capability) =>
        capabilities.FirstOrDefault(told => told.StartsWith($"{capability}=", StringComparison.OrdinalIgnoreCase))?[(capability.Length + 1)..];

    /// <summary>Sends a command and reads up to its verdict, which may be NO or BAD.</summary>
    /// <param name="heard">Gets every untagged answer.</param>
    /// <exception cref="MailException">The connection is of no more use.</exception>
    public async Task<ImapResponse> SendAsync(ImapCommand command, CancellationToken cancellationToken, Action<ImapResponse>? heard = null, ImapLimits? limits = null, ImapSink? sink = null)
    {
        var tag = Begin();
        var before = $"{tag} ";
        foreach (var (text, literal) in command.Parts)
        {
            if (literal is null)
            {
                WasSent = true;
                await connection.SendLineAsync(Encoding.ASCII.GetBytes(before + text), null, cancellationToken);
            }
            else if (await SendLiteralAsync(tag, before + text, literal, heard, cancellationToken) is { } refused)
            {
                return refused;
            }

            before = "";
        }

        return await VerdictAsync(tag, null, heard, limits, sink, cancellationToken);
    }

    /// <summary>Logs in by AUTHENTICATE (RFC 9051 §6.2.2), with the first words in the command where the server takes them there (RFC 4959).</summary>
    public async Task<ImapResponse> AuthenticateAsync(Sasl sasl, CancellationToken cancellationToken)
    {
        var tag = Begin();
        var command = $"{tag} AUTHENTICATE {sasl.Name}";
        var rounds = sasl.Initial is null ? 0 : -1;
        connection.Transcript.Hide(sasl.Initial);
        if (sasl.Initial is { } initial && Can("SASL-IR"))
        {
            rounds = 0;
            await connection.SendLineAsync(Encoding.ASCII.GetBytes($"{command} {Convert.ToBase64String(initial)}"), $"{command} ***", cancellationToken);
        }
        else
        {
            await connection.SendLineAsync(Encoding.ASCII.GetBytes(command), null, cancellationToken);
        }

        return await VerdictAsync(tag, Answer, null, null, null, cancellationToken);

        // After the mechanism's last word "*" breaks it off, and the server says NO or BAD.
        string Answer()
        {
            var next = rounds < 0 ? sasl.Initial : sasl.Answer(rounds);
            rounds++;
            return next is null ? "*" : Convert.ToBase64String(next);
        }
    }

    /// <summary>The first answer, which no command asked for.</summary>
    public async Task<ImapResponse> GreetingAsync(CancellationToken cancellationToken)
    {
        var greeting = await reader.NextAsync(ImapLimits.Usual, null, cancellationToken);
        Note(greeting);
        return greeting;
    }

    /// <summary>Says good-bye; afterwards nothing can be asked.</summary>
    public async Task LogoutAsync(CancellationToken cancellationToken)
    {
        leaving = true;
        await SendAsync(new("LOGOUT"), cancellationToken);
        inStep = false;
    }

    /// <summary>The server's own words after a status, fit to be shown.</summary>
    public string Said(ImapResponse status) => connection.Transcript.Clean(status.Rest);

    public ValueTask DisposeAsync()
    {
        inStep = false;
        return connection.DisposeAsync();
    }

    private string Begin()
    {
        if (!inStep)
        {
            throw Trouble.BrokenOff();
        }

        (inStep, WasSent) = (false, false);
        return string.Create(CultureInfo.InvariantCulture, $"a{++tags}");
    }

    /// <returns>The verdict where the server refuses the command before its literal; null where it was sent.</returns>
    private async Task<ImapResponse?> SendLiteralAsync(string tag, string before, MailContent literal, Action<ImapResponse>? heard, CancellationToken cancellationToken)
    {
        var unasked = Can("LITERAL+") || (Can("LITERAL-") && literal.Size <= LargestUnasked);
        await connection.SendLineAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{before}{{{literal.Size}{(unasked ? "+" : "")}}}")), null, cancellationToken);
        if (!unasked)
        {
            var answer = await NextAsync(tag, heard, ImapLimits.Usual, null, cancellationToken);
            if (answer.Tag != "+")
            {
                inStep = true;
                return answer;
            }
        }

        await using var exact = new ExactStream(connection, literal.Size);
        await literal.WriteAsync(exact, cancellationToken);
        exact.DemandAll();
        return null;
    }

    private async Task<ImapResponse> VerdictAsync(string tag, Func<string>? answer, Action<ImapResponse>? heard, ImapLimits? limits, ImapSink? sink, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await NextAsync(tag, heard, limits ?? ImapLimits.Usual, sink, cancellationToken);
            if (next.Tag != "+")
            {
                inStep = true;
                return next;
            }

            var reply = answer?.Invoke() ?? throw Trouble.BadAnswer("asked for more where there is no more");
            await connection.SendLineAsync(Encoding.ASCII.GetBytes(reply), "***", cancellationToken);
        }
    }

    /// <summary>The next verdict or "+"; all before it goes to <paramref name="heard"/>.</summary>
    private async Task<ImapResponse> NextAsync(string tag, Action<ImapResponse>? heard, ImapLimits limits, ImapSink? sink, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await reader.NextAsync(limits, sink, cancellationToken);
            Note(next);
            if (next.Tag == "+" || next.Tag == tag)
            {
                return next.Tag == "+" || next.IsStatus ? next : throw Trouble.BadAnswer("sent what is no IMAP");
            }

            if (next.Tag != "*")
            {
                throw Trouble.BadAnswer("answered a command that was not given");
            }

            if (next.Name == "BYE" && !leaving)
            {
                throw Trouble.Closed(Said(next));
            }

            heard?.Invoke(next);
        }
    }

    private void Note(ImapResponse response)
    {
        IEnumerable<string>? told = response switch
        {
            { Name: "CAPABILITY" } => response.Values.Select(value => value.Text ?? ""),
            { Code: { Name: "CAPABILITY", Arguments: var arguments } } => arguments,
            _ => null,
        };
        if (told is not null)
        {
            capabilities = new(told, StringComparer.OrdinalIgnoreCase);
            CapabilitiesTold++;
        }
    }
}
