// 登记机关与法律责任主体。
export default {
  "licensing.office": "登记机关（本平台登记的卫生健康行政部门）",
  "licensing.unknown": "暂未确定",
  "licensing.hint": "谁审批谁监管：选定后，由该机关及其上级卫生健康行政部门查阅本机构的监管数据。未选定前，暂按机构所在地确定。",
  "licensing.none": "本平台尚无可选的卫生健康行政部门，请联系平台运营人员登记",
  "licensing.unread": "登记机关列表读取失败，请稍后重试",
  "licensing.printed": "按许可证上的名称填写",
  "licensing.open": "登记机关未确定",
  "licensing.chosen": "登记机关已确定",
  "licensing.choose": "选定登记机关",
  "licensing.issuedBy": "登记机关：{name}",
  "licensing.supervised": "监管范围按“谁审批谁监管”确定：本机关登记的机构，以及下级机关登记的本辖区机构。登记机关未确定的，暂按机构所在地列出。",
  "profile.name.licensingOffice": "登记机关",
};
