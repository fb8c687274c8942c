namespace Squaremcp.Platforms.Email;

/// <summary>What ties a reply or forward to its conversation (RFC 5322 §3.6.4).</summary>
internal sealed record Answer(string Subject, string? InReplyTo, IReadOnlyList<string> References)
{
    internal static Answer Reply(MimeHeaders original) => new(Prefixed("Re: ", original.Subject, "re:"), original.MessageId, Thread(original));

    /// <summary>A forward begins a conversation of its own for its recipient, but is found with the one it came from.</summary>
    internal static Answer Forward(MimeHeaders original) => new(Prefixed("Fwd: ", original.Subject, "fwd:", "fw:"), null, Thread(original));

    /// <summary>Where a reply goes: to whom the sender named for it, else to the sender; with <paramref name="all"/> also to everybody else but <paramref name="self"/>.</summary>
    internal static (IReadOnlyList<EmailAddress> To, IReadOnlyList<EmailAddress> Cc) Recipients(MimeHeaders original, string self, bool all)
    {
        var first = original.ReplyTo.Count > 0 ? original.ReplyTo : original.From;
        // An answer to what one sent oneself goes where that went.
        var to = first.Any(one => IsSame(one.Address, self)) ? original.To : first;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { self };
        IReadOnlyList<EmailAddress> unseen = [.. to.Where(one => one.Address.Length > 0 && seen.Add(one.Address))];
        return (unseen, all ? [.. original.To.Concat(original.Cc).Where(one => one.Address.Contains('@', StringComparison.Ordinal) && seen.Add(one.Address))] : []);
    }

    private static IReadOnlyList<string> Thread(MimeHeaders original)
    {
        var before = original.References.Count > 0 ? original.References : original.InReplyTo.Count == 1 ? original.InReplyTo : [];
        return original.MessageId is { } id ? [.. before.Where(one => one != id), id] : before;
    }

    private static string Prefixed(string prefix, string? subject, params string[] alike) =>
        Array.Exists(alike, one => subject?.StartsWith(one, StringComparison.OrdinalIgnoreCase) == true) ? subject! : prefix + subject;

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
