/// Words for the codes of the HTTP side.
enum TransportTexts {
    static let all: [String: ProblemText] = [
        "err.request.malformed": .init(
            "请求格式错误", "The request is malformed",
            "请求内容不是有效的 JSON。请刷新页面后重试；如仍出现，请联系本机构信息科。",
            "The body is not valid JSON. Reload the page and try again; if it persists ask your IT department."
        ),
        "err.request.unsupportedMediaType": .init(
            "不支持的内容类型", "Unsupported content type",
            "此接口只接受 application/json。", "This resource accepts application/json only."),
        "err.request.methodNotAllowed": .init(
            "不支持的操作", "Method not allowed",
            "该地址不支持此操作。", "The resource does not support this method."),
        "err.request.tooLarge": .init(
            "内容过大", "The content is too large",
            "请缩小文件或拆分后重新上传。", "Make the file smaller or split it, then send it again."),
        "err.request.tooSlow": .init(
            "传输超时", "The transfer took too long",
            "内容未在时限内传完，未被保存。请检查网络后重试；如仍出现，请联系信息科。",
            "The content did not arrive in time and was not stored. Check the network; if it persists ask your IT department."
        ),
        "err.request.fields": .init(
            "有内容需要修改", "Some fields need attention",
            "请按各栏提示修改后重新提交，已填写的内容不会丢失。",
            "Correct the fields as marked and submit again; nothing you entered is lost."),
        "err.request.ifMatchRequired": .init(
            "缺少版本号", "Version missing",
            "修改会诊须注明所依据的版本（If-Match）。请刷新页面后重试。",
            "A change must name the version it is based on (If-Match). Reload the page and try again."),
        "err.request.stale": .init(
            "内容已被他人更新", "Someone else has changed this meanwhile",
            "请查看最新内容，确认后重新提交。", "Look at the current version, then submit again."),
        "err.request.tooMany": .init(
            "操作过于频繁", "Too many requests",
            "请稍候再试。", "Please wait a moment and try again."),
        "err.room.full": .init(
            "会诊室已满", "The room is full",
            "请等待有人离开，或联系会诊联络员。", "Wait until someone leaves, or ask the coordinator."),
        "err.media.offerUnusable": .init(
            "设备的会话描述无法使用", "The device's offer cannot be used",
            "须为 WebRTC，或以 SDES 密钥保护的 SRTP；编码须为 Opus、G.711、VP8 或 H.264。请核对设备设置，原因见括号内代码。",
            "It must be WebRTC, or SRTP with SDES keys, in Opus, G.711, VP8 or H.264. The code says what is wrong."
        ),
        "err.media.tooManyDeviceKeys": .init(
            "设备密钥已达上限", "There are too many device keys",
            "请先撤回不再使用的设备密钥，再为新设备生成。", "Withdraw a key that is no longer used, then make a new one."),
        "err.media.keysInClear": .init(
            "密钥不得明文传送", "Keys must not travel in the clear",
            "带 SDES 密钥的会话描述只能经 HTTPS 提交。", "An offer with SDES keys is taken over HTTPS only."),
        "err.media.participantAbsent": .init(
            "参会人不在会诊室", "The participant is not in the room",
            "显示设备只能在本人进入会诊室后使用。请先在页面或会诊终端进入会诊室。",
            "A screen works only while its person is in the room. Enter by the page or a sending device first."
        ),
        "err.notFound": .init(
            "未找到", "Not found",
            "该记录不存在，或不在您所属机构的权限范围内。如需查阅，请联系本机构管理员。",
            "There is no such record, or it is outside your institution's reach. Ask your administrator."),
        "err.access.purposeRequired": .init(
            "查阅须注明目的", "A purpose is required",
            "请注明查阅目的（purpose=care）。查阅将被记录。", "State the purpose (purpose=care). The access is logged."),
        "err.auth.required": .init(
            "请先登录", "Please sign in",
            "登录已失效或尚未登录，请重新登录。", "You are not signed in, or the session has ended. Sign in again."),
        "err.auth.badCredentials": .init(
            "用户名或密码不正确", "Wrong user name or password",
            "请核对后重试；多次失败将暂时锁定账号。忘记密码请联系本机构管理员。",
            "Check and try again; repeated failures lock the account for a while. Your administrator can reset it."
        ),
        "err.auth.locked": .init(
            "账号已暂时锁定", "The account is locked for now",
            "连续多次登录失败。请等待倒计时结束，或联系本机构管理员解锁。",
            "Too many failed attempts. Wait for the time shown, or ask your administrator to unlock it."),
        "err.auth.csrf": .init(
            "安全校验未通过", "The security check failed",
            "请刷新页面后重试。", "Reload the page and try again."),
        "err.auth.stepUpFailed": .init(
            "签名密码不正确", "The signing password is wrong",
            "签名须再次输入本人密码。请核对后重试；多次失败将暂时锁定账号。",
            "Signing needs your own password again. Repeated failures lock the account for a while."),
        "err.idempotency.keyRequired": .init(
            "缺少幂等键", "Idempotency key missing",
            "修改类请求须带 Idempotency-Key（1 至 128 个可见字符）。请刷新页面后重试。",
            "A changing request must carry an Idempotency-Key of 1 to 128 printable characters."),
        "err.idempotency.bodyMismatch": .init(
            "同一幂等键对应的内容不同", "The key was used for another content",
            "请刷新页面后重新提交。", "Reload the page and submit again."),
        "err.recording.elsewhere": .init(
            "录制不在本服务器", "The recording lies elsewhere",
            "该录制保存在其他媒体节点，请联系系统管理员在该节点导出。",
            "It lies with another relay node; have the administrator export it there."),
        "err.recording.notWhole": .init(
            "录制校验未通过", "The recording does not verify",
            "录制与日志中的校验值不一致，不能作为依据播放。请联系系统管理员用 huizhen evidence verify 核查。",
            "It does not agree with the roots in the journal. Have it checked with huizhen evidence verify."),
        "err.recording.notPlayable": .init(
            "暂时不能播放", "It cannot be played now",
            "服务器未能生成可播放的文件，请联系系统管理员检查 ffmpeg 后重试。",
            "No playable files could be made; have the administrator check ffmpeg, then try again."),
        "err.storage.unencrypted": .init(
            "存储密钥不可用，未保存", "No storage key: nothing was stored",
            "资料必须加密保存。请联系系统管理员检查存储密钥后重试。",
            "Files are stored encrypted only. Ask the administrator to check the storage key, then try again."
        ),
        "err.transfer.hashMismatch": .init(
            "文件校验不一致", "The file's digest does not match",
            "文件在传输中发生变化，未被保存。请重新上传；如仍出现，请检查网络或联系信息科。",
            "The file changed on its way and was not stored. Upload it again; if it persists ask your IT department."
        ),
        "err.transfer.incomplete": .init(
            "文件未传完", "The upload ended early",
            "连接中断，文件未被保存。请重新上传。", "The connection broke and nothing was stored. Upload it again."),
        "err.service.unavailable": .init(
            "服务暂不可用", "The service is not available",
            "请稍后重试；紧急情况请使用电话会诊并通知信息科。",
            "Try again shortly; in an emergency use the telephone and tell your IT department."),
        "err.internal": .init(
            "系统出现故障", "Something went wrong here",
            "您的操作未能完成，已记录故障编号。请稍后重试，或将编号告知信息科。",
            "The action was not completed. Try again later, or give the trace number to your IT department."),
    ]
}
