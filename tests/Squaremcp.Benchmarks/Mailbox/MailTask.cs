using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Benchmarks.Mailbox;

/// <summary>Something to do with the mailbox, as both sides understand it (<c>tests/clients/lib/email/pace.mjs</c>).</summary>
internal sealed record MailTask(string Do)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public MailQuery? Query { get; init; }

    public int? Limit { get; init; }

    /// <summary>The highest number on a page.</summary>
    public uint? To { get; init; }

    public uint? Uid { get; init; }
}

/// <summary>What is looked for, in imapflow's words.</summary>
internal sealed record MailQuery
{
    public string? From { get; init; }

    public string? Subject { get; init; }

    public string? Text { get; init; }

    public DateOnly? Since { get; init; }

    public DateOnly? Before { get; init; }

    public bool? Seen { get; init; }
}

/// <param name="Ms">Milliseconds.</param>
/// <param name="Sum">Of the numbers found, or octets read: equal where both did the same.</param>
internal sealed record Timed(double Ms, long Sum);

/// <summary>A client that does tasks one by one.</summary>
internal interface IMailSide : IAsyncDisposable
{
    Task<Timed> DoAsync(MailTask task);
}
