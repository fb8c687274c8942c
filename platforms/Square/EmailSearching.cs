using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Square;

/// <summary>email_search: asks each mailbox by the search of its platform, all at once, and merges.</summary>
internal static class EmailSearching
{
    /// <summary>One that takes longer is left out: a tool call has to be answered.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    /// <summary>Left of an answer for what is not the list, in bytes.</summary>
    private const int Rest = 8_000;

    private const int LongestMessage = 500;

    internal static async Task<MailFound> RunAsync(IGateway gateway, SearchMail search, ToolContext context, CancellationToken cancellationToken)
    {
        if (search is { Text: null, From: null, To: null, Subject: null, Since: null, Before: null })
        {
            throw new ToolException(new(ToolErrorKind.InvalidArgument, "`text` or another condition must be given, for example {\"since\":\"2026-11-01\"}.") { Argument = "text" });
        }

        _ = (MessageSearch.Day(search.Since, "since"), MessageSearch.Day(search.Before, "before"));
        if (gateway.Mailboxes is not { Count: > 0 } mailboxes)
        {
            throw new ToolException(new(ToolErrorKind.NeedsConnection, "No mailbox is connected yet. Call square_connect_platform with platform \"gmail\", \"outlook\" or \"email\", and show the person you work for what it says."));
        }

        var answers = await Task.WhenAll(mailboxes.Select(mailbox => AskAsync(gateway, mailbox, search, context, cancellationToken)));
        var failed = answers.Where(answer => answer.Found is null).Select(answer => new FailedMailbox($"{answer.Mailbox}", answer.Error!, Short(answer.Message!))).ToList();
        if (failed.Count == answers.Length)
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"No mailbox could be searched. {string.Join(" ", failed.Select(one => $"{one.Mailbox}: {one.Error}: {one.Message}"))}"));
        }

        var (messages, isCut) = Merged(answers, search.MaxResults, context.AnswerBytes - Rest - failed.Sum(one => Size(one, GatewayText.Json.FailedMailbox)));
        return new(messages, isCut || answers.Any(answer => answer.Found?.NextCursor is not null), [.. answers.Where(answer => answer.Found is not null).Select(answer => $"{answer.Mailbox}")], failed);
    }

    private static async Task<Answer> AskAsync(IGateway gateway, Mailbox mailbox, SearchMail search, ToolContext context, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, context.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        MailboxAnswer answer;
        try
        {
            answer = await gateway.SearchAsync(mailbox, Arguments(mailbox, search), both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Slow(mailbox);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return answer switch
        {
            { Json: { } json } => new(mailbox, JsonSerializer.Deserialize(json, EmailText.Written.FoundMessages), null, null),
            _ when patience.IsCancellationRequested => Slow(mailbox),
            _ => new(mailbox, null, answer.Error, answer.Message),
        };
    }

    private static Answer Slow(Mailbox mailbox) => new(mailbox, null, "platform_unavailable", $"It did not answer within {Patience.TotalSeconds:0} seconds. Try it alone with {mailbox.Tool}.");

    /// <summary>The searches of all platforms have these names for what they have in common.</summary>
    private static string Arguments(Mailbox mailbox, SearchMail search)
    {
        var arguments = new JsonObject { ["account"] = mailbox.Account, ["limit"] = search.MaxResults };
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[("text", search.Text), ("from", search.From), ("to", search.To), ("subject", search.Subject), ("since", search.Since), ("before", search.Before)])
        {
            if (value is not null)
            {
                arguments[name] = value;
            }
        }

        return arguments.ToJsonString();
    }

    private static (IReadOnlyList<MailboxMessage> Messages, bool IsCut) Merged(IReadOnlyList<Answer> answers, int most, int room)
    {
        List<MailboxMessage> merged = [];
        var all = answers.SelectMany(answer => (answer.Found?.Messages ?? []).Select(message => MailboxMessage.Of(answer.Mailbox, message))).OrderByDescending(message => message.ReceivedAt ?? DateTimeOffset.MinValue).ToList();
        foreach (var message in all.Take(most))
        {
            room -= Size(message, GatewayText.Json.MailboxMessage) + 1;
            if (room < 0 && merged.Count > 0)
            {
                break;
            }

            merged.Add(message);
        }

        return (merged, merged.Count < all.Count);
    }

    private static int Size<T>(T part, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json) => JsonSerializer.SerializeToUtf8Bytes(part, json).Length;

    private static string Short(string message) => message.Length > LongestMessage ? $"{message[..LongestMessage]}…" : message;

    /// <param name="Found">Null where it failed, with error and message.</param>
    private sealed record Answer(Mailbox Mailbox, FoundMessages? Found, string? Error, string? Message);
}
