using System.Globalization;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Email;

/// <summary>A reply of an SMTP server (RFC 5321 §4.2), with its enhanced code where it has one (RFC 3463).</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Enhanced">Such as 5.1.1.</param>
/// <param name="Text">The server's words, one line, fit to be shown.</param>
/// <param name="Lines">Each line after its code, as it came; for the answer to EHLO.</param>
internal sealed partial record SmtpReply(int Code, string? Enhanced, string Text, IReadOnlyList<string> Lines)
{
    private const int MostLines = 100;

    public bool IsOk => Code is >= 200 and < 300;

    public bool IsTransient => Code is >= 400 and < 500;

    public static async Task<SmtpReply> ReadAsync(MailConnection connection, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var code = 0;
        while (true)
        {
            var line = ImapValue.Decode(await connection.LineAsync(MailReader.LongestLine, cancellationToken));
            if (!Line().IsMatch(line) || lines.Count == MostLines)
            {
                throw connection.Trouble.BadAnswer("does not answer as an SMTP server does");
            }

            var told = int.Parse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            if (lines.Count > 0 && told != code)
            {
                throw connection.Trouble.BadAnswer("does not answer as an SMTP server does");
            }

            code = told;
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
            {
                var enhanced = Prefix().Match(lines[^1]);
                var text = string.Join(' ', lines.Select(part => Prefix().Replace(part, "")));
                return new(code, enhanced.Success ? enhanced.Groups["code"].Value : null, connection.Transcript.Clean(System.Text.Encoding.UTF8.GetBytes(text)), lines);
            }
        }
    }

    [GeneratedRegex(@"\A[2-5][0-9]{2}(?:[ -].*)?\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Line();

    [GeneratedRegex(@"\A(?<code>[245]\.[0-9]{1,3}\.[0-9]{1,3})(?: |\z)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Prefix();
}
