using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Outlook;

/// <summary>
/// Messages of ours. Each begins as a draft, with whatever it carries, which nobody else sees and which is thrown away where it cannot be finished; sending it is one call at the end. So its ids are known,
/// what was uploaded is whole before anything is sent, and only that one call can have an unknown outcome.
/// </summary>
internal sealed class Drafts(OutlookApi api, ICustomerFiles? files, ToolContext context, TimeProvider clock)
{
    /// <summary>Leaves time to send and to answer before whoever called gives up.</summary>
    private static readonly TimeSpan UntilStored = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan UntilThrownAway = TimeSpan.FromSeconds(4);

    /// <exception cref="ToolException">Nothing is left of it, or where something may be, that is told.</exception>
    internal async Task<Draft> StoreAsync(IWrittenMessage written, bool isSent, CancellationToken cancellationToken)
    {
        Written.Check(written, isSent);
        _ = Written.Message(written);
        var nothing = isSent ? "Nothing was sent." : "No draft was stored.";
        using var deadline = new CancellationTokenSource(UntilStored, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var attachments = await new Attaching(api, files, context).FindAsync(written.Attachments ?? [], cancellationToken);
        var draft = await BeginAsync(written, isSent, nothing, either.Token);
        try
        {
            await FillAsync(draft, written, attachments, either.Token);
            return draft;
        }
        catch (Exception failed) when (failed is ToolException or OperationCanceledException or IOException)
        {
            var left = await ThrowAwayAsync(draft) ? "" : " An unfinished draft may be left in the folder of drafts.";
            throw new ToolException(failed switch
            {
                ToolException { Error.Kind: ToolErrorKind.OutcomeUnknown } => new(ToolErrorKind.PlatformUnavailable, $"Outlook broke off while the message was written. {nothing}{left} Try again."),
                ToolException { Error: var error } => error with { Message = $"{error.Message} {nothing}{left}" },
                OperationCanceledException => new(ToolErrorKind.PlatformUnavailable, $"Time was up before Outlook had the whole message. {nothing}{left} Try again, with smaller attachments if it goes on."),
                _ => new(ToolErrorKind.PlatformUnavailable, $"An attachment could not be read to its end. {nothing}{left} Try again."),
            });
        }
    }

    internal async Task<MessageSent> SendAsync(Draft draft, CancellationToken cancellationToken)
    {
        try
        {
            await api.DoAsync($"{OutlookAccount.Path(draft.Id)}/send", cancellationToken);
            return new(draft.Id, draft.MessageId, true);
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.OutcomeUnknown)
        {
            throw new ToolException(new(
                ToolErrorKind.OutcomeUnknown,
                $"Outlook failed or broke off before it answered, so it is not known whether the message was sent. Read it with outlook_read_message, its id is {draft.Id}: where that says draft is true some minutes from now, it was not sent."));
        }
        catch (ToolException refused)
        {
            var left = await ThrowAwayAsync(draft) ? "" : " The message may be left in the folder of drafts.";
            throw new ToolException(refused.Error with { Message = $"{refused.Error.Message} Nothing was sent.{left}" });
        }
    }

    internal async Task<Rehearsal> RehearseAsync(IWrittenMessage written, bool isSent, CancellationToken cancellationToken)
    {
        Written.Check(written, isSent);
        _ = Written.Message(written);
        var attachments = await new Attaching(api, files, context).FindAsync(written.Attachments ?? [], cancellationToken);
        if ((written.ReplyToMessage ?? written.ForwardMessage) is { } other)
        {
            await api.ReadAsync($"{OutlookAccount.Path(other)}?$select=id", cancellationToken);
        }

        var people = ((IReadOnlyList<string>?[])[written.To, written.Cc, written.Bcc]).SelectMany((list, at) => Recipients.Parse(list, ((string[])["to", "cc", "bcc"])[at])).Select(person => person.Address).ToList();
        var what = written.ReplyToMessage is not null ? "reply" : written.ForwardMessage is not null ? "forward" : "message";
        var whom = people.Count > 0 ? string.Join(", ", people) : written.ReplyToMessage is not null ? "whoever it answers" : "nobody yet";
        return new(
            $"{(isSent ? "Send" : "Store a draft of")} a {what} {(isSent ? "to" : "for")} {whom}{(attachments.Count > 0 ? $", with {attachments.Count} attachments of {attachments.Sum(file => file.Size)} bytes" : "")}.",
            isSent ? ["Whether Outlook takes each recipient is only known when it is sent."] : null);
    }

    private async Task<Draft> BeginAsync(IWrittenMessage written, bool isSent, string nothing, CancellationToken cancellationToken)
    {
        var (path, body) = (written.ReplyToMessage, written.ForwardMessage) switch
        {
            ({ } answered, _) => ($"{OutlookAccount.Path(answered)}/createReply", new JsonObject()),
            (_, { } passed) => ($"{OutlookAccount.Path(passed)}/createForward", new JsonObject()),
            _ => ("/messages", Written.Message(written)),
        };
        try
        {
            var made = await api.MakeAsync(path, body, cancellationToken);
            return made.Id("id") is { } id ? new(id, made.Words("internetMessageId"), made) : throw new ToolException(new(ToolErrorKind.OutcomeUnknown, "Outlook did not tell the draft's id."));
        }
        catch (Exception lost) when (lost is OperationCanceledException or ToolException { Error.Kind: ToolErrorKind.OutcomeUnknown })
        {
            throw new ToolException(isSent
                ? new(ToolErrorKind.PlatformUnavailable, $"Outlook failed, broke off or took too long while the message was written. {nothing} An unfinished draft may be left in the folder of drafts. Try again later.")
                : new(ToolErrorKind.OutcomeUnknown, "Outlook failed or broke off before it answered, so it is not known whether the draft was stored. Look with outlook_list_messages in the folder drafts before you make it again."));
        }
        catch (ToolException refused)
        {
            throw new ToolException(refused.Error with { Message = $"{refused.Error.Message} {nothing}" });
        }
    }

    /// <summary>Replies and forwards begin as Outlook has them, with the conversation they belong to; then they become what was written.</summary>
    private async Task FillAsync(Draft draft, IWrittenMessage written, IReadOnlyList<CustomerFile> attachments, CancellationToken cancellationToken)
    {
        var change = written switch
        {
            { ReplyToMessage: not null } => WithBody(Written.Message(written)),
            { ForwardMessage: not null } => Written.Above(written, draft.Made),
            _ => new JsonObject(),
        };
        if (change.Count > 0)
        {
            await api.ChangeAsync(OutlookAccount.Path(draft.Id), change, cancellationToken);
        }

        foreach (var file in attachments)
        {
            await new Attaching(api, files, context).AddAsync(OutlookAccount.Path(draft.Id), file, cancellationToken);
        }
    }

    private static JsonObject WithBody(JsonObject reply)
    {
        reply.TryAdd("body", Written.Empty);
        return reply;
    }

    /// <summary>Also when the caller has left, or the time is up.</summary>
    private async Task<bool> ThrowAwayAsync(Draft draft)
    {
        using var deadline = new CancellationTokenSource(UntilThrownAway, clock);
        return await api.DeleteAsync(OutlookAccount.Path(draft.Id), deadline.Token);
    }
}

/// <param name="MessageId">The Message-ID header; null where Outlook did not tell it.</param>
/// <param name="Made">As Outlook made it.</param>
internal sealed record Draft(string Id, string? MessageId, JsonElement Made)
{
    // A record prints all it holds; this one holds somebody's mail.
    public override string ToString() => "draft";
}
