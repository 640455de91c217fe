// Which words do people use for each column? Earlier words win where a file has several for one field.
import type { ImportKind } from '#contract/import';
import { EUROPEAN_CAMERAS } from './synonyms-european.ts';

/** How the cells of a column are read when the field alone does not say it. */
export type Reader = 'gb-position' | 'gb-use' | 'gb-direction' | 'gb-ptz' | 'gb-room' | 'gb-secrecy' | 'osm-zone';
export interface Synonym {
  field: string;
  words: string;
  reader?: Reader;
  /** `guess` marks words that often mean something else */
  sure?: 'guess';
}

const CAMERAS: Synonym[] = [
  {
    field: 'id',
    words:
      '设备编码|点位编码|设备编号|点位编号|摄像机编码|摄像机编号|国标编码|国标编号|国标id|通道编码|通道编号|通道国标编号|设备id|编码|编号|設備編號|編號|deviceid|gbid|gbdeviceid|channelid|cameraid|camerano|cameranumber|camnumber|camno|camid|cctvid|deviceno|devicecode|assetid|siteid|identifier|uid|uuid|guid|osmid|@id|objectid|fid',
  },
  { field: 'id', words: '序号|ref|number|no', sure: 'guess' },
  {
    field: 'name',
    words:
      '名称|点位名称|设备名称|摄像机名称|通道名称|监控点名称|位置名称|安装位置|安装地点|详细地址|名稱|設備名稱|cameraname|devicename|sitename|channelname|pointcommonname|title|label',
  },
  { field: 'name', words: '地址|位置|地点|address|location|description|place|street|roadname', sure: 'guess' },
  {
    field: 'longitude',
    words:
      '经度|經度|lon|lng|long|gpslng|gpslon|gpslongitude|longitudewgs84|wgs84lon|wgs84lng|经度坐标|坐标经度|x坐标|横坐标|x|xcoord|coordx|pointx|easting|east|东坐标|lonwgs84',
  },
  {
    field: 'latitude',
    words:
      '纬度|緯度|lat|gpslat|gpslatitude|latitudewgs84|wgs84lat|纬度坐标|坐标纬度|y坐标|纵坐标|y|ycoord|coordy|pointy|northing|north|北坐标|latwgs84',
  },
  {
    field: 'type',
    words:
      '类型|设备类型|摄像机类型|摄像机形态|摄像头类型|相机类型|枪球类型|球枪类型|類型|cameratype|camera:type|devicetype|typeofcamera|kind|form',
  },
  { field: 'type', words: 'ptztype|云台类型|摄像机结构类型', reader: 'gb-ptz' },
  {
    field: 'azimuthDeg',
    words:
      '方位角|朝向角|朝向|方向|监控方向|镜头朝向|摄像机朝向|拍摄方向|方向角|水平方位角|安装朝向|方位|azimuth|camera:direction|cameradirection|bearing|heading|orientation|direction|facing|yaw|pan|tagscamera:direction|tagsdirection',
  },
  { field: 'azimuthDeg', words: 'directiontype|监控方位|监视方位|摄像机监视方位', reader: 'gb-direction' },
  {
    field: 'hfovDeg',
    words:
      '视场角|水平视场角|视角|水平视角|可视角度|監控角度|監視角度|视场|hfov|fov|fieldofview|horizontalfov|horizontalfieldofview|horizontalfieldangle|viewangle|angleofview|horizontalangle',
  },
  {
    field: 'rangeM',
    words:
      '监控距离|监视距离|可视距离|可视范围|监控半径|有效距离|视距|覆盖距离|覆盖半径|監控距離|maxviewdistance|range|maxrange|viewdistance|distance|radius|reach',
  },
  { field: 'nearM', words: '近距|最近距离|盲距|near|minrange|mindistance|neardistance' },
  {
    field: 'heightM',
    words:
      '安装高度|高度|架设高度|挂高|离地高度|杆高|立杆高度|安裝高度|height|mountheight|mountingheight|installheight|camera:height|poleheight|installationheight',
  },
  {
    field: 'tiltDeg',
    words: '俯角|俯仰角|下倾角|倾角|垂直角|tilt|camera:angle|cameraangle|tiltangle|pitch|depression',
  },
  { field: 'vfovDeg', words: '垂直视场角|垂直视角|vfov|verticalfov|verticalfieldangle|verticalfieldofview' },
  { field: 'lensHfovDeg', words: '镜头视场角|镜头水平视场角|镜头角度|lenshfov|lensfov' },
  {
    field: 'resolutionH',
    words: '水平像素|水平分辨率|横向像素|resolutionh|horizontalresolution|pixelswide|resolutionwidth|horizontalpixels',
  },
  {
    field: 'stage',
    words:
      '建设阶段|建设状态|建设情况|建设进度|阶段|建設階段|stage|lifecycle|buildstatus|constructionstatus|projectstage',
  },
  { field: 'plannedOn', words: '规划日期|计划日期|规划时间|planneddate|plandate' },
  { field: 'approvedOn', words: '批复日期|批准日期|立项日期|批复时间|approveddate|approvaldate' },
  { field: 'procuredOn', words: '采购日期|中标日期|采购时间|procureddate|procurementdate' },
  {
    field: 'installedOn',
    words:
      '安装日期|安装时间|建成日期|建成时间|建设时间|installtime|installeddate|installdate|installationdate|startdate|start_date',
  },
  { field: 'networkedOn', words: '联网日期|接入日期|联网时间|接入时间|networkeddate' },
  { field: 'acceptedOn', words: '验收日期|验收时间|accepteddate|acceptancedate' },
  { field: 'retiredOn', words: '拆除日期|停用日期|报废日期|拆除时间|retireddate|enddate' },
  {
    field: 'owner',
    words:
      '管理单位|所属单位|建设单位|权属单位|产权单位|责任单位|业主|所属部门|主管单位|owner|operator|managementunit|agency|department|responsible',
  },
  { field: 'purpose', words: '用途|建设用途|监控目的|建设目的|purpose|usage|use' },
  { field: 'purpose', words: 'positiontype|摄像机位置类型|位置类型', reader: 'gb-position' },
  { field: 'purpose', words: 'usetype|用途属性', reader: 'gb-use' },
  { field: 'legalBasis', words: '法律依据|依据|legalbasis|legalground' },
  { field: 'reviewOn', words: '复核日期|复查日期|评审日期|reviewdate|nextreview' },
  {
    field: 'retentionDays',
    words: '保存天数|存储天数|录像保存天数|留存天数|录像保存时间|recordsavedays|retention|retentiondays|storagedays',
  },
  { field: 'filingNo', words: '备案号|备案编号|备案号码|filingnumber|registrationno|filingno' },
  { field: 'filedOn', words: '备案日期|备案时间|fileddate|filingdate' },
  { field: 'signage', words: '标识|标识牌|提示标识|是否设置标识|signage|sign|signposted' },
  { field: 'restricted', words: '涉密|是否涉密|保密|restricted|confidential|secret' },
  { field: 'restricted', words: 'secrecy|保密属性', reader: 'gb-secrecy' },
  {
    field: 'count',
    words:
      '数量|设备数|摄像机数量|台数|探头数|數量|devices|camera:count|cameracount|numberofcameras|numcameras|quantity|qty',
  },
  {
    field: 'parentId',
    words: '上级设备|上级设备编码|父设备|父设备编码|parentid|parentdevice|parentdeviceid|recorderid|nvrid',
  },
  // read to decide whether the row is a camera of public space; not kept
  { field: 'surveillance', words: 'surveillance|tagssurveillance' },
  { field: 'surveillanceType', words: 'surveillance:type|surveillancetype|tagssurveillance:type' },
  { field: 'manMade', words: 'man_made|manmade|tagsmanmade' },
  // read to check the position, finest first; not kept
  {
    field: 'region',
    words:
      '所属村|所属村庄|所属村居|村|村居|村名|行政村|村社区|村/社区|所属社区|社区|居委会|village|villagename|villagecode|community',
  },
  {
    field: 'region',
    words:
      '所属区划|行政区划|行政区划代码|区划代码|区划|所属区域|所属行政区|行政区域|civilcode|regioncode|region|admincode|adcode',
  },
  { field: 'region', words: '所属乡镇|乡镇|乡镇街道|镇街|街道|所属街道|township|town|ward|parish' },
  { field: 'region', words: '所属区县|区县|县区|县|区|county|district', sure: 'guess' },
  { field: 'indoor', words: 'indoor|是否室内' },
  { field: 'indoor', words: 'roomtype|室内外属性|室外室内属性', reader: 'gb-room' },
];

const REGIONS: Synonym[] = [
  {
    field: 'code',
    words:
      '代码|编码|区划代码|行政区划代码|行政区代码|区域代码|统计代码|区划编码|行政代码|代碼|行政區代碼|adcode|regioncode|areacode|divisioncode|gbcode|citycode|xzqdm|zldwdm|pac|gid|geoid|areacd|geocode|iso3166-2|towncode|villcode|countycode|inseecode|insee',
  },
  { field: 'code', words: 'id|osmid|@id|objectid|fid|ogcfid|uid|identifier|globalid|bm|dm', sure: 'guess' },
  {
    field: 'name',
    words:
      '名称|区划名称|行政区名称|区域名称|名稱|地名|name:zh|namezh|namecn|regionname|areaname|adminname|xzqmc|zldwmc|mc|title|label|areanm|villname|townname|countyname',
  },
  { field: 'nameEn', words: '英文名|英文名称|name:en|nameen|englishname|enname|nameeng|adminnamealt' },
  {
    field: 'parentCode',
    words:
      '上级代码|上级编码|父级代码|上级区划代码|父代码|上級代碼|parent|parentid|parentadcode|parentregion|pcode|parentcd',
  },
  {
    field: 'level',
    words: '级别|层级|行政级别|行政层级|级|層級|adminlevel|admin_level|regionlevel|areatype|leveltype',
  },
  { field: 'population', words: '人口|常住人口|户籍人口|总人口|pop|populationtotal|totalpopulation|residents' },
  { field: 'urbanRural', words: '城乡分类|城乡分类代码|城乡属性|urbanruralclass|urbanrural|ruralurban' },
];

const PUBLIC_SPACE: Synonym[] = [
  { field: 'class', words: '类别|类型|分类|用地类型|类|類別|category' },
  {
    field: 'class',
    words:
      'type|kind|amenity|leisure|landuse|fclass|shop|place|tourism|publictransport|public_transport|railway|aeroway|office|healthcare',
    sure: 'guess',
  },
  { field: 'highway', words: '道路等级|道路类型|roadclass|roadtype' },
  { field: 'tunnel', words: '隧道|是否隧道' },
  { field: 'widthM', words: '宽度|路宽|道路宽度|路幅|寬度|width|roadwidth|carriagewaywidth|est_width' },
  { field: 'radiusM', words: '半径|半徑|范围半径|radius|buffer' },
  { field: 'weight', words: '权重|重要性|權重|importance|priority' },
  { field: 'name', words: '名称|地名|名稱|name:zh|title|label' },
  { field: 'nameEn', words: '英文名|英文名称|name:en|nameen|englishname' },
  { field: 'id', words: '编码|编号|代码|code|osmid|@id|osm|osmwayid|objectid|fid' },
];

const OBSTACLES: Synonym[] = [
  {
    field: 'heightM',
    words: '高度|建筑高度|楼高|高|高程差|樓高|height|buildingheight|building:height|heightmedian|hgt|measuredheight',
  },
  {
    field: 'levels',
    words:
      '层数|楼层|楼层数|地上层数|樓層|building:levels|buildinglevels|levels|floors|numfloors|floorcount|storeys|stories|floor',
  },
];

const PRIVACY_ZONES: Synonym[] = [
  { field: 'rule', words: '规则|隐私规则|管控要求|处理方式|規則|privacyrule|policy|restriction|handling' },
  { field: 'rule', words: 'type|类型|kind|class', sure: 'guess' },
  { field: 'name', words: '名称|地名|名稱|name:zh|title|label' },
  { field: 'nameEn', words: '英文名|英文名称|name:en|nameen|englishname' },
  { field: 'id', words: '编码|编号|代码|code|osmid|@id|osmwayid|objectid|fid' },
];

const TARGETS: Synonym[] = [
  { field: 'region', words: '区划|区划代码|行政区划代码|代码|编码|区域|regioncode|code|adcode|area' },
  { field: 'level', words: '级别|层级|行政级别|regionlevel|adminlevel' },
  {
    field: 'minimum',
    words:
      '目标|最低|最低值|指标值|最低覆盖率|目标值|覆盖率|覆盖率目标|目标覆盖率|min|minimumcoverage|target|goal|coverage|share',
  },
  { field: 'start', words: '开始|开始日期|起始日期|起始|startdate|from|begin' },
  { field: 'due', words: '截止|截止日期|完成日期|期限|到期日|duedate|deadline|until|by|end|enddate' },
  { field: 'metric', words: '指标|指标类型|measure|indicator' },
  { field: 'id', words: '目标编号|targetid' },
  { field: 'ceiling', words: '上限|最高|最高值|max|maximum|upperbound' },
  { field: 'milestones', words: '里程碑|阶段目标|节点|milestone' },
  { field: 'set', words: '点位集合|cameraset' },
  { field: 'detail', words: '清晰度' },
  { field: 'profile', words: '清晰度标准' },
  { field: 'k', words: '重数|depth' },
  { field: 'judgedBy', words: '评判口径' },
  { field: 'stage', words: '建设阶段|阶段' },
  { field: 'classes', words: '场所类别|公共区域类别' },
  { field: 'of', words: '村级指标' },
  { field: 'ofMinimum', words: '村级目标|村级最低' },
  { field: 'critical', words: '关键|是否关键|一票否决' },
  { field: 'owner', words: '责任单位|责任人|responsible' },
  { field: 'note', words: '备注|说明|備註|remark|remarks|comment|notes' },
];

const STATUS: Synonym[] = [
  {
    field: 'cameraId',
    words:
      'camera|camera id|id|deviceid|device id|设备编码|设备编号|点位编码|点位编号|摄像机编码|摄像机编号|国标编码|编码|编号',
  },
  // the events that GB/T 28181 notifies of are states, but for changes of the list itself
  { field: 'state', words: 'status|online|event|在线状态|状态|设备状态|是否在线|在线' },
  { field: 'at', words: 'time|since|timestamp|datetime|date|时间|状态时间|更新时间|上报时间|检测时间|发生时间' },
  { field: 'source', words: 'feed|platform|来源|平台|数据来源' },
  { field: 'reason', words: 'cause|remark|原因|离线原因|备注|说明' },
];

export const SYNONYMS: Record<ImportKind, Synonym[]> = {
  cameras: [...CAMERAS, ...EUROPEAN_CAMERAS],
  regions: REGIONS,
  'public-space': PUBLIC_SPACE,
  obstacles: OBSTACLES,
  'privacy-zones': PRIVACY_ZONES,
  targets: TARGETS,
  elevation: [],
  status: STATUS,
};

/** Never kept, whatever the file: matched whole, after case, spaces and punctuation are taken out. */
export const DROPPED_WORDS =
  'password|passwd|pwd|pass|devicepassword|loginpassword|密码|密碼|口令|登录密码|设备密码|ip|ipaddress|ipaddr|ipv4|ipv6|deviceip|hostip|cameraip|ip地址|设备ip|设备ip地址|摄像机ip|摄像机ip地址|mac|macaddress|macaddr|devicemac|mac地址|设备mac|设备mac地址|port|httpport|rtspport|deviceport|sdkport|端口|端口号|埠号|設備埠|url|rtsp|rtspurl|rtmp|stream|streamurl|streamaddress|videourl|videostream|livestream|liveurl|playurl|hls|hlsurl|m3u8|snapshot|snapshoturl|流地址|视频流|视频流地址|取流地址|码流地址|播放地址|视频地址|影像網址|串流|串流網址|webcam|websitewebcam|website:webcam|contact:webcam|contact|contacts|contactinfo|contactname|contactperson|contactnumber|联系人|联系电话|联系方式|联络人|负责人|负责人电话|联系人电话|聯絡人|聯絡電話|phone|phonenumber|telephone|tel|mobile|cell|fax|电话|手机|手机号|手机号码|電話|手機|email|e-mail|mail|邮箱|电子邮箱|電子郵件|user|username|loginname|login|account|用户名|用户|账号|登录名|帐号|帳號|使用者名稱|token|apikey|secretkey|身份证|身份证号|idcard|operatorphone|ownerphone|owneremail|ownercontact';

/** OSM key families that hold contacts or addresses of streams. */
export const DROPPED_PREFIXES = ['contact:', 'tagscontact:', 'phone:', 'email:', 'website:webcam'];
