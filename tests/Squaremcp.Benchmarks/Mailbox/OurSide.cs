using System.Diagnostics;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Benchmarks.Mailbox;

/// <summary>The client of this project, asked as the tools ask it.</summary>
internal sealed class OurSide(ImapClient client, int port) : IMailSide
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    internal static async Task<OurSide> ConnectAsync(int port) => new(await OpenAsync(port), port);

    public async Task<Timed> DoAsync(MailTask task)
    {
        var started = Stopwatch.GetTimestamp();
        var sum = task switch
        {
            { Do: "login" } => await LogInAsync(),
            { Do: "open" } => (await client.OpenAsync(MailFolderName.Inbox, writable: false, Patience, default)).Messages ?? 0,
            { Do: "search", Query: { } query } => (await SearchAsync(query)).Descending().Sum(uid => (long)uid),
            { Do: "page", Limit: { } limit } => await PageAsync(limit, task.To ?? uint.MaxValue),
            { Do: "read", Uid: { } uid } => await ReadAsync(uid),
            _ => throw new UnreachableException($"{task}"),
        };
        return new(Stopwatch.GetElapsedTime(started).TotalMilliseconds, sum);
    }

    public async ValueTask DisposeAsync() => await client.LogoutAsync(default);

    private static Task<ImapClient> OpenAsync(int port) => ImapClient.ConnectAsync(
        new("127.0.0.1", port, MailSecurity.None), MailCredential.Password("bench", Secret.OfText("secret")), new(AllowPrivate: true), TimeProvider.System, Patience, default);

    private async Task<long> LogInAsync()
    {
        await (await OpenAsync(port)).LogoutAsync(default);
        return 1;
    }

    private Task<UidSet> SearchAsync(MailQuery query) => client.SearchAsync(
        new() { From = query.From, Subject = query.Subject, Text = query.Text, Since = query.Since, Before = query.Before, Unread = !query.Seen }, Patience, default);

    private async Task<long> PageAsync(int limit, uint to)
    {
        var found = await client.SearchAsync(new() { ToUid = to }, Patience, default);
        return (await client.SummariesAsync([.. found.Descending().Take(limit)], Patience, default)).Sum(summary => (long)summary.Uid);
    }

    private async Task<long> ReadAsync(uint uid)
    {
        await client.SummariesAsync([uid], Patience, default);
        return await client.ReadPartAsync(uid, "1", null, Stream.Null, 1024 * 1024, Patience, default) ?? 0;
    }
}
