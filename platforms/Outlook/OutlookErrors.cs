using System.Text.Json;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Outlook;

/// <summary>What Graph's refusals mean: a status and codes, the more exact one further inside; its sentences are not for programs.</summary>
internal static class OutlookErrors
{
    private const string Admin = "An administrator of the organisation must allow it, or the account must be connected again with all rights.";

    private static readonly Dictionary<string, (ToolErrorKind Kind, string? Argument, string Says)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ErrorItemNotFound"] = (ToolErrorKind.NotFound, null, "There is no such message or attachment any more: it was deleted. Look for it again with outlook_search_messages."),
        ["ErrorFolderNotFound"] = (ToolErrorKind.NotFound, "folder", "There is no such folder."),
        ["ErrorInvalidIdMalformed"] = (ToolErrorKind.InvalidArgument, null, "That is no id of Outlook's. Take ids as outlook_list_messages and outlook_search_messages tell them, letter for letter."),
        ["ErrorInvalidId"] = (ToolErrorKind.InvalidArgument, null, "That is no id of Outlook's. Take ids as outlook_list_messages and outlook_search_messages tell them, letter for letter."),
        ["ErrorInvalidRecipients"] = (ToolErrorKind.InvalidArgument, "to", "Outlook does not take one of the recipients, or none was given."),
        ["ErrorMessageSizeExceeded"] = (ToolErrorKind.InvalidArgument, "attachments", "The message is larger than this mailbox may send."),
        ["RequestBodyTooLarge"] = (ToolErrorKind.InvalidArgument, "attachments", "The message is larger than Outlook takes."),
        ["InefficientFilter"] = (ToolErrorKind.InvalidArgument, null, "Outlook finds these conditions together too much work. Leave some out."),
        ["MailboxNotEnabledForRESTAPI"] = (ToolErrorKind.NotPermittedByPlatform, null, "This account has no mailbox that Microsoft Graph reaches: it has none at all, or one on a server of its organisation. A mailbox there may be connected as platform email."),
        ["MailboxNotSupportedForRESTAPI"] = (ToolErrorKind.NotPermittedByPlatform, null, "This account has no mailbox that Microsoft Graph reaches: it has none at all, or one on a server of its organisation. A mailbox there may be connected as platform email."),
        ["ErrorAccessDenied"] = (ToolErrorKind.NotPermittedByPlatform, null, $"Microsoft does not let this app do this in that mailbox. {Admin}"),
        ["Authorization_RequestDenied"] = (ToolErrorKind.NotPermittedByPlatform, null, $"Microsoft does not let this app do this for that account. {Admin}"),
        ["insufficient_claims"] = (ToolErrorKind.NotPermittedByPlatform, null, $"The organisation's rules of access keep this app from that mailbox. {Admin}"),
        ["ErrorSendAsDenied"] = (ToolErrorKind.NotPermittedByPlatform, null, "This account may not send from that mailbox."),
        ["ErrorQuotaExceeded"] = (ToolErrorKind.NotPermittedByPlatform, null, "The mailbox is full. The person must delete something first."),
        ["ErrorExceededMessageLimit"] = (ToolErrorKind.NotPermittedByPlatform, null, "This account has sent as many messages, or to as many recipients, as Microsoft lets it in a day. Try again tomorrow."),
        ["ErrorIrresolvableConflict"] = (ToolErrorKind.PlatformUnavailable, null, "Somebody changed the same message at the same moment. Try again."),
    };

    internal static ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, "Microsoft Graph answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later.");

    /// <summary>The account was connected, but not for this.</summary>
    internal static ToolError NotGranted(string scope) => new(
        ToolErrorKind.NeedsReconnection,
        $"This Outlook account was connected without the right to do this ({scope}). Nothing was done. Call square_connect_platform and ask the person you work for to connect it again; in some organisations an administrator must first agree to that right.");

    internal static ToolError Of(PlatformAnswer answer)
    {
        var codes = Codes((LooseJson.Parse(answer.Body) ?? default).Inside("error"));
        if ((int)answer.Status is not (401 or 429 or >= 500) && codes.FindLast(Known.ContainsKey) is { } code)
        {
            var known = Known[code];
            return new(known.Kind, known.Says) { Argument = known.Argument };
        }

        var word = codes.Count > 0 ? Plain(codes[^1]) : "no code given";
        return (int)answer.Status switch
        {
            401 or >= 500 => answer.Error(OutlookFacts.Title),
            429 => new(ToolErrorKind.RateLimited, "Microsoft takes no more calls for this mailbox for now.") { RetryAfter = answer.RetryAfter ?? TimeSpan.FromSeconds(30) },
            < 400 => new(ToolErrorKind.PlatformUnavailable, "What answers at Microsoft Graph's address is not its API. The operator should look at SQUAREMCP__Platforms__Outlook__BaseUrl."),
            403 => new(ToolErrorKind.NotPermittedByPlatform, $"Microsoft does not permit this ({word}). {Admin}"),
            404 or 410 => new(ToolErrorKind.NotFound, $"Outlook has no such thing, or not any more ({word})."),
            409 or 412 or 423 => new(ToolErrorKind.PlatformUnavailable, $"Something else changed the mailbox at the same moment ({word}). Try again."),
            413 => new(ToolErrorKind.InvalidArgument, "The message is larger than Outlook takes.") { Argument = "attachments" },
            var status => new(ToolErrorKind.InvalidArgument, $"Microsoft Graph refused this with status {status} ({word})."),
        };
    }

    /// <summary>From the outermost to the innermost.</summary>
    private static List<string> Codes(JsonElement error)
    {
        List<string> codes = [];
        for (var inner = error; inner.ValueKind == JsonValueKind.Object && codes.Count < 10; inner = inner.Inside("innerError", "innererror"))
        {
            codes.AddRange(inner.Words("code") is { Length: > 0 } code ? [code] : []);
        }

        return codes;
    }

    /// <summary>Codes are words; what else may stand there is not repeated.</summary>
    private static string Plain(string words) => string.Concat(words.Take(80).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-'));
}
